"""The shards of this worker: one session with Discord for each."""

"""Ids, errors, events, effects, permissions and codecs: pure, without I/O, clock, randomness or environment."""

"""The fleet's limiter: permits from Redis, waits that end in time, and what happens without Redis (docs/adr)."""

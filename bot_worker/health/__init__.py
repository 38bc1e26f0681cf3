"""Whether the worker lives, whether it is ready, and what it measures: GET /healthz, /readyz, /metrics.

Alive means that its parts get on: frames of Discord come, events reach the disk, batches are answered. Whoever finds it
not alive should start it anew; one that is alive and not ready waits for Discord or the backend, as it should.
"""

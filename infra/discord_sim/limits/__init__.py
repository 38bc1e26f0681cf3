"""Discord's rate limits: a pure core with the clock passed in, and a thin aiohttp middleware around it."""

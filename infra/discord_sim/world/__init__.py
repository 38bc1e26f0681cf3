"""The simulated Discord's state and its rules. Knows no I/O and no asyncio."""

"""Let the community live in real time."""

import asyncio
from datetime import timedelta

from infra.discord_sim.community.life import Life
from infra.discord_sim.world.clock import Clock

_LONGEST_SLEEP = timedelta(seconds=0.2)  # the agenda may change meanwhile
_SHORTEST_SLEEP = timedelta(milliseconds=5)


async def live(life: Life, clock: Clock) -> None:
    """Run what is due, for ever."""
    while True:
        life.run_due()
        until_next = life.next_at - clock.now() if life.next_at else _LONGEST_SLEEP
        await asyncio.sleep(min(max(until_next, _SHORTEST_SLEEP), _LONGEST_SLEEP).total_seconds())

"""What happens in the simulated Discord, and what must therefore be in the store."""

import asyncio
import random
import time
from typing import Any, Final

import msgspec

from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent
from tests.fixtures.discord_sim import SimulatorProcess

_EPOCH_MS: Final = 1_420_070_400_000  # Discord's
_MEMBERS: Final = (EventType.MEMBER_JOIN, EventType.MEMBER_REMOVE, EventType.MEMBER_BAN)
_NOTHING: Final = msgspec.Raw(b"{}")


def named(event: StoredEvent) -> str:
    """Name an event as `Life` does: who comes or goes does so once."""
    return f"{event.type}:{event.user_id}" if event.type in _MEMBERS else event.id


class Life:
    """People talk, come, and are sent away; `happened` is the truth, in order."""

    def __init__(self, discord: SimulatorProcess, guilds: int, dice: random.Random) -> None:
        self._discord = discord
        self._dice = dice
        self._places = [_place(discord.guild(number=number)) for number in range(guilds)]
        self._newcomers: list[tuple[str, str]] = []
        self.happened: list[Event] = []

    @property
    def guild_ids(self) -> list[int]:
        return [int(guild_id) for guild_id, _ in self._places]

    async def go_on(self, happenings: int, pause_seconds: float) -> None:
        for _ in range(happenings):
            await asyncio.to_thread(self._happen)
            await asyncio.sleep(pause_seconds)

    def _happen(self) -> None:
        guild_id, channel_id = self._dice.choice(self._places)
        if self._newcomers and self._dice.random() < 0.15:
            self._send_away(*self._newcomers.pop())
        elif self._dice.random() < 0.15:
            joined = self._discord.control("POST", f"/guilds/{guild_id}/members")
            self._newcomers.append((guild_id, joined["user"]["id"]))
            self._note(EventType.MEMBER_JOIN, guild_id, joined["user"]["id"])
        else:
            said = self._discord.say(channel_id, f"happening {len(self.happened)}")
            at = (int(said["id"]) >> 22) + _EPOCH_MS
            self._note(EventType.MESSAGE_CREATE, guild_id, said["id"], at)

    def _send_away(self, guild_id: str, user_id: str) -> None:
        how, kind = self._dice.choice((("kick", EventType.MEMBER_REMOVE), ("ban", EventType.MEMBER_BAN)))
        self._discord.control("POST", f"/guilds/{guild_id}/members/{user_id}/{how}")
        self._note(kind, guild_id, user_id)

    def _note(self, kind: EventType, guild_id: str, subject: str, at: int | None = None) -> None:
        event = Event(
            id=f"{kind}:{subject}",
            type=kind,
            guild_id=Snowflake(int(guild_id)),
            data=_NOTHING,
            timestamp=time.time_ns() // 1_000_000 if at is None else at,
        )
        self.happened.append(event)


def _place(guild: Any) -> tuple[str, str]:
    channel = next(each for each in guild["channels"] if each["name"] == "general")
    return str(guild["id"]), str(channel["id"])

"""Seeded traffic as large communities make it: few members and guilds say most of what is said."""

import random
from itertools import accumulate
from typing import Final

import msgspec

from shared.kernel import json
from shared.kernel.commands import MemberView
from shared.kernel.event_ids import message_create_id
from shared.kernel.events import (
    Event,
    EventType,
    MemberUpdateData,
    MessageAuthor,
    MessageChannel,
    MessageCreateData,
    MessageDeleteData,
    VoiceStateData,
)
from shared.kernel.snowflakes import Snowflake

START_MS: Final = 1_767_225_600_000  # 2026-01-01
_DISCORD_MS: Final = 1_420_070_400_000
_SAID: Final = (
    "the a raid mod please role rules see you tonight where is my thanks lol what when maybe server channel voice game "
    "patch update anyone stream link ping help later works again cool nice wait sure because really think should would"
)
_WORDS: Final = _SAID.split()
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_."
MEMBERS: Final = 400
CHANNELS: Final = 12


class Guild(msgspec.Struct, frozen=True):
    """Members and channels are made up when they first do something."""

    channels: dict[int, Snowflake]
    members: dict[int, MessageAuthor]


class Traffic:
    """Events one after another; `rate` in events/s, the guilds by Zipf's law."""

    def __init__(self, *, guilds: int, rate: float, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._rate = rate
        self.guild_ids = [self._someone() for _ in range(guilds)]
        self._weights = list(accumulate(1 / (number + 1) for number in range(guilds)))
        self._guilds: dict[Snowflake, Guild] = {}
        self.now_ms = float(START_MS)

    def next(self) -> Event:
        """Return the next event, and move `now_ms` to when it happens."""
        source = self._random
        self.now_ms += source.expovariate(self._rate) * 1000
        (guild_id,) = source.choices(self.guild_ids, cum_weights=self._weights)
        guild = self._guilds.get(guild_id) or self._guilds.setdefault(guild_id, Guild({}, {}))
        number = min(int(source.paretovariate(0.7)), MEMBERS)
        member = guild.members.get(number) or guild.members.setdefault(number, self._member())
        number = min(int(source.paretovariate(1.0)), CHANNELS)
        channel = guild.channels.get(number) or guild.channels.setdefault(number, self._someone())
        return self._event(guild_id, member, channel)

    def _event(self, guild_id: Snowflake, member: MessageAuthor, channel: Snowflake) -> Event:
        kind = self._random.random()
        message_id = self._snowflake(int(self.now_ms))
        place = MessageChannel(id=channel, name=f"channel-{channel % 997}")
        if kind < 0.85:
            words = self._random.choices(_WORDS, k=min(int(self._random.expovariate(1 / 9)) + 1, 150))
            content = " ".join(words)
            message = MessageCreateData(message_id=message_id, content=content, author=member, channel=place)
            return self._of(EventType.MESSAGE_CREATE, message_create_id(message_id), guild_id, member, channel, message)
        if kind < 0.92:
            old_id = self._snowflake(int(self.now_ms) - self._random.randrange(3_600_000))
            gone = MessageDeleteData(message_id=old_id, channel=place)
            return self._of(EventType.MESSAGE_DELETE, f"message_delete:{old_id}", guild_id, member, channel, gone)
        if kind < 0.95:
            view = MemberView(member=True, role_ids=[self._someone() for _ in range(3)])
            update = MemberUpdateData(user_id=member.id, member=view)
            event_id = f"member_update:{guild_id}:{member.id}:{self._random.getrandbits(48):012x}"
            return self._of(EventType.MEMBER_UPDATE, event_id, guild_id, member, None, update)
        state = VoiceStateData(user_id=member.id, channel=place, changed=["channel"])
        event_id = f"voice_state_update:{guild_id}:{member.id}:{self._random.getrandbits(48):012x}"
        return self._of(EventType.VOICE_STATE_UPDATE, event_id, guild_id, member, channel, state)

    def _of(
        self,
        kind: EventType,
        event_id: str,
        guild_id: Snowflake,
        member: MessageAuthor,
        channel: Snowflake | None,
        data: msgspec.Struct,
    ) -> Event:
        return Event(
            id=event_id,
            type=kind,
            guild_id=guild_id,
            user_id=member.id,
            channel_id=channel,
            data=msgspec.Raw(json.encode(data)),
            timestamp=int(self.now_ms),
        )

    def _member(self) -> MessageAuthor:
        name = "".join(self._random.choices(_LETTERS, k=self._random.randrange(4, 14)))
        avatar = f"{self._random.getrandbits(128):032x}" if self._random.random() < 0.8 else None
        return MessageAuthor(id=self._someone(), username=name, global_name=name.title(), avatar=avatar)

    def _someone(self) -> Snowflake:
        return self._snowflake(self._random.randrange(_DISCORD_MS, START_MS))

    def _snowflake(self, milliseconds: int) -> Snowflake:
        return Snowflake((milliseconds - _DISCORD_MS << 22) | self._random.getrandbits(22))

"""Messages as people write them: conversations of a few, many at once, of which some are much livelier than others."""

import random
from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from shared.kernel import json
from shared.kernel.event_ids import message_create_id
from shared.kernel.events import Event, EventType, MessageAuthor, MessageChannel, MessageCreateData
from shared.kernel.snowflakes import Snowflake

T = TypeVar("T")

_COMMON: Final = """
    the i to a and you it of that is in my me for on do have not be this what was but with so just like your can are
    if no we at all get know one or how they there when up go about out from an think good now want would see he don't
    time more she then lol as why people some back make will here them their really need has her his too got him
    yeah right still oh okay could thing server channel mod role ping game play stream someone anyone never always
    much even look said say going way because did had been by than who off only over other new work should first
    tonight tomorrow today again please thanks help link update bot admin raid team match patch event voice music
""".split()  # noqa: SIM905 - two hundred quoted words are harder to read
_SYLLABLES: Final = "ka ri mo ten dal shi ver un tra pel os qui zan bor el ju mi nor fa lex ty gro ush en".split()  # noqa: SIM905 - as above
_RARE_WORDS: Final = 6_000
_RARELY: Final = 0.2
_NEWCOMERS: Final = 0.05  # of the messages are by somebody who was not in the conversation yet
_START_MS: Final = 1_767_225_600_000  # 2026-01-01
_DISCORD_MS: Final = 1_420_070_400_000


class Conversation:
    """A channel and who is talking there at the moment."""

    def __init__(self, source: random.Random, rare: Sequence[str]) -> None:
        self._source = source
        self._rare = rare
        self._guild_id = _snowflake(source)
        self._channel = MessageChannel(id=_snowflake(source), name=f"{source.choice(rare)}-chat")
        self._speakers = [self._somebody() for _ in range(source.randrange(2, 8))]

    def next(self, timestamp: int) -> Event:
        if self._source.random() < _NEWCOMERS:
            self._speakers[self._source.randrange(len(self._speakers))] = self._somebody()
        message_id = Snowflake((timestamp - _DISCORD_MS << 22) | self._source.getrandbits(22))
        author = _favourite(self._source, self._speakers)
        data = MessageCreateData(message_id=message_id, content=self._text(), author=author, channel=self._channel)
        return Event(
            id=message_create_id(message_id),
            type=EventType.MESSAGE_CREATE,
            guild_id=self._guild_id,
            user_id=author.id,
            channel_id=self._channel.id,
            data=msgspec.Raw(json.encode(data)),
            timestamp=timestamp,
        )

    def _text(self) -> str:
        length = min(1 + int(self._source.expovariate(1 / 38)), 300)
        return " ".join(
            self._source.choice(self._rare) if self._source.random() < _RARELY else _favourite(self._source, _COMMON)
            for _ in range(length)
        )

    def _somebody(self) -> MessageAuthor:
        name = f"{self._source.choice(self._rare)}{self._source.randrange(1_000)}"
        avatar = f"{self._source.getrandbits(128):032x}" if self._source.random() < 0.8 else None
        return MessageAuthor(id=_snowflake(self._source), username=name, global_name=name.title(), avatar=avatar)


def talk(count: int, *, conversations: int = 80, seed: int = 1) -> list[Event]:
    """Return so many messages, of about 665 bytes as JSON, a tenth of a second apart."""
    source = random.Random(seed)
    rare = ["".join(source.choices(_SYLLABLES, k=source.randrange(2, 5))) for _ in range(_RARE_WORDS)]
    places = [Conversation(source, rare) for _ in range(conversations)]
    return [_favourite(source, places).next(_START_MS + number * 100) for number in range(count)]


def _favourite(source: random.Random, choices: Sequence[T]) -> T:
    """Draw one by Zipf's law: the first the most often."""
    return choices[min(int(len(choices) ** source.random()), len(choices)) - 1]


def _snowflake(source: random.Random) -> Snowflake:
    return Snowflake((source.randrange(_START_MS - _DISCORD_MS) << 22) | source.getrandbits(22))

"""Which values a channel's fields may have (discord.com/developers/docs/resources/channel#modify-channel)."""

from typing import Final, TypeVar

from msgspec import UNSET, UnsetType

from shared.features.channels.kinds import ANNOUNCEMENT, CATEGORY, KNOWN, POSTED, SPOKEN, STAGE, TEXT, WRITTEN
from shared.features.channels.model import ChannelEdit
from shared.kernel.fields import Problem, Problems, between, length

T = TypeVar("T")

MAX_CHANNELS: Final = 500
MAX_IN_CATEGORY: Final = 50
MAX_OVERWRITES: Final = 100
LONGEST_SLOWMODE: Final = 21_600  # six hours
_ARCHIVE_MINUTES: Final = frozenset({60, 1_440, 4_320, 10_080})
_BITRATE: Final = (8_000, {0: 96_000, 1: 128_000, 2: 256_000, 3: 384_000})  # by the guild's boosts
_STAGE_BITRATE: Final = 64_000
_HERE: Final = {
    "topic": WRITTEN | POSTED,
    "nsfw": WRITTEN | POSTED | SPOKEN,
    "rate_limit_per_user": frozenset({TEXT}) | POSTED | SPOKEN,
    "bitrate": SPOKEN,
    "user_limit": SPOKEN,
    "default_auto_archive_duration": WRITTEN | POSTED,
    "default_thread_rate_limit_per_user": frozenset({TEXT}) | POSTED,
    "parent_id": KNOWN - {CATEGORY},
}


def problems_of(edit: ChannelEdit, kind: int, premium_tier: int) -> Problems:
    """Judge each field by itself, of a channel that is of this kind, or will be."""
    given = {name: getattr(edit, name) for name in _HERE}
    misplaced = {
        name: Problem.NOT_HERE if value not in (UNSET, None) and kind not in _HERE[name] else None
        for name, value in given.items()
    }
    values: Problems = {
        "name": length(_set(edit.name), least=1, most=100),
        "topic": length(_set(edit.topic), most=4_096 if kind in POSTED else 1_024),
        "position": between(_set(edit.position), 0, 2**31 - 1),
        "rate_limit_per_user": between(_set(edit.rate_limit_per_user), 0, LONGEST_SLOWMODE),
        "default_thread_rate_limit_per_user": between(
            _set(edit.default_thread_rate_limit_per_user), 0, LONGEST_SLOWMODE
        ),
        "bitrate": between(_set(edit.bitrate), _BITRATE[0], _highest_bitrate(kind, premium_tier)),
        "user_limit": between(_set(edit.user_limit), 0, 10_000 if kind == STAGE else 99),
        "default_auto_archive_duration": _archive_problem(_set(edit.default_auto_archive_duration)),
    }
    return {name: misplaced.get(name) or values.get(name) for name in misplaced.keys() | values.keys()}


def problem_of_type(before: int, after: int) -> Problem | None:
    """Only what is written in can become another kind: announcements text, and the other way round."""
    return None if before == after or {before, after} <= {TEXT, ANNOUNCEMENT} else Problem.NOT_HERE


def _highest_bitrate(kind: int, premium_tier: int) -> int:
    return _STAGE_BITRATE if kind == STAGE else _BITRATE[1].get(premium_tier, _BITRATE[1][0])


def _archive_problem(minutes: int | None) -> Problem | None:
    return None if minutes is None or minutes in _ARCHIVE_MINUTES else Problem.UNKNOWN


def _set(value: T | UnsetType | None) -> T | None:
    return None if isinstance(value, UnsetType) else value

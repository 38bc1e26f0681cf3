"""Pure decisions about purges: where one may be, which messages its time means, and how long it takes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from shared.adapters.discord.resources.channels import Channel
from shared.features.channels.kinds import SPOKEN, WRITTEN
from shared.features.purges.model import PurgeFilter
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene, Who, require_not_denied, require_of_bot
from shared.kernel.errors import PermissionMissingError
from shared.kernel.fields import Problem, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, snowflake_at

# discord.com/developers/docs/resources/message#bulk-delete-messages; ten minutes less, for what has to wait its turn
FAST_FOR: Final = timedelta(days=14) - timedelta(minutes=10)
AT_ONCE: Final = 100  # that Discord deletes in one request; as of `FAST_FOR`
PAGE_SECONDS: Final = 0.5  # what Discord's limits have shown: 10 pages in 5 s,
FAST_SECONDS: Final = 1.0  # one bulk deletion in a second,
SLOW_SECONDS: Final = 1.0  # and old messages about one in a second


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of messages: from `least` on, below `below`; those from `fast` on can be deleted many at once."""

    least: int
    below: int
    fast: int


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A channel that a purge is about; `refusal`: why nothing is deleted there."""

    channel: Channel
    refusal: Refusal | None


def check_filter(wanted: PurgeFilter) -> None:
    """Raise `InvalidInputError` for what means nothing, or everything everywhere."""
    is_empty = wanted.after is not None and wanted.before is not None and wanted.after >= wanted.before
    refuse(
        {
            "before": Problem.CONTRADICTORY if is_empty else None,
            "channel_ids": Problem.MISSING if not (wanted.channel_ids or _says_which(wanted)) else None,
        }
    )


def span_of(wanted: PurgeFilter, *, asked_at: datetime, now: datetime) -> Span:
    """Return which messages are meant: what was written after somebody asked is not."""
    below = asked_at if wanted.before is None else min(wanted.before, asked_at)
    return Span(
        least=0 if wanted.after is None else max(0, snowflake_at(wanted.after)),
        below=max(0, snowflake_at(below)),
        fast=snowflake_at(now - FAST_FOR),
    )


def check_channels(scene: Scene, wanted: PurgeFilter) -> None:
    """Raise `InvalidInputError` where a channel that is named is not there, or not for the person to see."""
    unknown = set(wanted.channel_ids) - {channel.id for channel in _seen(scene)}
    refuse({"channel_ids": Problem.UNKNOWN if unknown else None})


def places(scene: Scene, wanted: PurgeFilter) -> list[Place]:
    """Return the channels that a filter means, by their ids, as far as they are there."""
    named = frozenset(wanted.channel_ids)
    seen = [channel for channel in _seen(scene) if not named or channel.id in named]
    return [Place(channel=each, refusal=refusal_in(scene, each)) for each in sorted(seen, key=lambda each: each.id)]


def refusal_in(scene: Scene, channel: Channel) -> Refusal | None:
    """Say why the person or the bot may not purge a channel."""
    try:
        for permission in (Permission.MANAGE_MESSAGES, Permission.READ_MESSAGE_HISTORY):
            require_not_denied(scene, permission, channel)
        for permission in (Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY, Permission.MANAGE_MESSAGES):
            require_of_bot(scene, permission, channel)
    except PermissionMissingError as error:
        return refusal_of(error)
    return None


def is_fast(message_id: Snowflake, now: datetime) -> bool:
    """Whether Discord still deletes a message together with others."""
    return message_id >= snowflake_at(now - FAST_FOR)


def seconds_for(scanned: int, fast: int, slow: int) -> int:
    """Estimate how long a purge takes by Discord's limits."""
    return round(scanned / AT_ONCE * PAGE_SECONDS + -(-fast // AT_ONCE) * FAST_SECONDS + slow * SLOW_SECONDS)


def _says_which(wanted: PurgeFilter) -> bool:
    texts = (wanted.text, wanted.pattern, wanted.after, wanted.bots)
    return bool(wanted.user_ids or wanted.links or wanted.attachments or any(each is not None for each in texts))


def _seen(scene: Scene) -> Iterator[Channel]:
    """Yield what messages are written in, as far as the person sees it."""
    for channel in scene.snapshot.channels:
        if channel.type in WRITTEN | SPOKEN and Permission.VIEW_CHANNEL in scene.permissions(Who.YOU, channel):
            yield channel

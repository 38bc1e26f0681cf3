"""Delete messages of one channel: as many together as Discord takes, else one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from shared.adapters.discord.resources.messages import Messages
from shared.features.purges.rules import AT_ONCE, is_fast, refusal_in
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import DiscordForbiddenError, DiscordInvalidError, DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake

FEWEST: Final = 2  # that Discord deletes together
# Missing Access, Missing Permissions; discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
_NO_ACCESS: Final = frozenset({50001, 50013})


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that had their turn, and what came of them; what was gone already counts as neither."""

    ids: Sequence[Snowflake]
    deleted: int = 0
    failed: int = 0


def take_away(messages: Messages, channel_id: Snowflake, ids: Sequence[Snowflake], now: datetime) -> Taken:
    """Delete some of one or more messages; raise `DiscordForbiddenError` where the bot has no access any more."""
    young = [message_id for message_id in ids if is_fast(message_id, now)][:AT_ONCE]
    if len(young) >= FEWEST:
        try:
            messages.bulk_delete(channel_id, young)
        except DiscordInvalidError:  # one of them cannot be deleted: which, Discord does not say
            return _one(messages, channel_id, young[0])
        return Taken(ids=young, deleted=len(young))
    return _one(messages, channel_id, ids[0])


def refused_at_deletion(scene: Scene, channel_id: Snowflake) -> bool:
    """Whether a channel is gone, or closed to the person or the bot, since its messages were found."""
    channel = next((each for each in scene.snapshot.channels if each.id == channel_id), None)
    return channel is None or refusal_in(scene, channel) is not None


def _one(messages: Messages, channel_id: Snowflake, message_id: Snowflake) -> Taken:
    try:
        messages.delete(channel_id, message_id)
    except DiscordNotFoundError:  # somebody else was faster
        return Taken(ids=[message_id])
    except DiscordInvalidError:
        return Taken(ids=[message_id], failed=1)
    except DiscordForbiddenError as error:
        if error.discord_code in _NO_ACCESS:
            raise
        return Taken(ids=[message_id], failed=1)
    return Taken(ids=[message_id], deleted=1)

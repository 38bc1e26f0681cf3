"""What the bot may do in a guild, as data: a rule returns these, and the worker that has the guild carries them out."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from shared.kernel.snowflakes import Snowflake

MAX_EFFECTS: Final = 100
MAX_CONTENT: Final = 2_000  # discord.com/developers/docs/resources/message#create-message
MAX_DELETE_SECONDS: Final = 604_800  # discord.com/developers/docs/resources/guild#create-guild-ban

Content = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CONTENT)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
DeleteSeconds = Annotated[int, msgspec.Meta(ge=0, le=MAX_DELETE_SECONDS)]


class SendMessage(msgspec.Struct, frozen=True, kw_only=True, tag="send_message", tag_field="type"):
    """Say something in a channel or thread of the guild; it notifies nobody, whatever it mentions."""

    channel_id: Snowflake
    content: Content


class DeleteMessage(msgspec.Struct, frozen=True, kw_only=True, tag="delete_message", tag_field="type"):
    channel_id: Snowflake
    message_id: Snowflake


class AddRole(msgspec.Struct, frozen=True, kw_only=True, tag="add_role", tag_field="type"):
    user_id: Snowflake
    role_id: Snowflake


class RemoveRole(msgspec.Struct, frozen=True, kw_only=True, tag="remove_role", tag_field="type"):
    user_id: Snowflake
    role_id: Snowflake


class TimeoutMember(msgspec.Struct, frozen=True, kw_only=True, tag="timeout_member", tag_field="type"):
    """`until` is at most 28 days ahead."""

    user_id: Snowflake
    until: Moment


class EndTimeout(msgspec.Struct, frozen=True, kw_only=True, tag="end_timeout", tag_field="type"):
    user_id: Snowflake


class KickMember(msgspec.Struct, frozen=True, kw_only=True, tag="kick_member", tag_field="type"):
    user_id: Snowflake


class BanMember(msgspec.Struct, frozen=True, kw_only=True, tag="ban_member", tag_field="type"):
    """Also bans who is not a member; deletes what they wrote within the last `delete_message_seconds`."""

    user_id: Snowflake
    delete_message_seconds: DeleteSeconds = 0


class UnbanMember(msgspec.Struct, frozen=True, kw_only=True, tag="unban_member", tag_field="type"):
    user_id: Snowflake


GuildAction = (
    SendMessage
    | DeleteMessage
    | AddRole
    | RemoveRole
    | TimeoutMember
    | EndTimeout
    | KickMember
    | BanMember
    | UnbanMember
)


class EffectResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`code` is `ok`, `not_tried`, or why it failed; `discord_code` is the number that Discord's error carried."""

    code: str
    discord_code: int | None = None


class EffectResults(msgspec.Struct, frozen=True, kw_only=True):
    """One result for each effect, in their order."""

    results: list[EffectResult]

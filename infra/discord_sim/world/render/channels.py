"""Channels and threads, their overwrites, invites and webhooks."""

from datetime import datetime, timedelta

from infra.discord_sim.world.kinds import VOICE, ChannelType
from infra.discord_sim.world.model import Channel, Invite, Overwrite, Webhook
from infra.discord_sim.world.render.members import user
from infra.discord_sim.world.render.values import Payload, moment, snowflake, snowflakes
from infra.discord_sim.world.world import World

_DM_TYPES = (ChannelType.DM, ChannelType.GROUP_DM)
_COUNTED_MEMBERS = 50  # Discord stops counting a thread's members there


def overwrite(one: Overwrite) -> Payload:
    """Show a permission overwrite."""
    return {"id": str(one.id), "type": int(one.type), "allow": str(one.allow), "deny": str(one.deny)}


def channel(world: World, one: Channel) -> Payload:
    """Show a channel of any type."""
    payload: Payload = {
        "id": str(one.id),
        "type": int(one.type),
        "flags": one.flags,
    }
    if one.type is not ChannelType.GUILD_CATEGORY:
        payload["last_message_id"] = snowflake(one.last_message_id)
    if one.type in _DM_TYPES:
        return payload | {"recipients": [user(world.users[each]) for each in one.recipients]}
    payload |= {"guild_id": str(one.guild_id), "name": one.name, "parent_id": snowflake(one.parent_id)}
    payload |= _thread(one) if one.is_thread else _guild_channel(one)
    return payload


def thread_member(one: Channel, user_id: int) -> Payload:
    """Show a user's membership of a thread."""
    joined_at: datetime = one.thread_members[user_id]
    return {"id": str(one.id), "user_id": str(user_id), "join_timestamp": moment(joined_at), "flags": 0}


def invite(world: World, one: Invite, *, with_use: bool = False) -> Payload:
    """Show an invite; how often it was used only to those who may manage it."""
    guild = world.guilds[one.guild_id]
    where = world.channels[one.channel_id]
    expires_at = one.created_at + timedelta(seconds=one.max_age) if one.max_age else None
    payload: Payload = {
        "type": 0,
        "code": one.code,
        "expires_at": moment(expires_at),
        "guild_id": str(guild.id),
        "guild": {
            "id": str(guild.id),
            "name": guild.name,
            "splash": guild.splash,
            "banner": guild.banner,
            "description": guild.description,
            "icon": guild.icon,
            "features": guild.features,
            "verification_level": guild.verification_level,
            "vanity_url_code": guild.vanity_url_code,
            "nsfw_level": guild.nsfw_level,
            "nsfw": False,
            "premium_subscription_count": guild.premium_subscription_count,
        },
        "channel": {"id": str(where.id), "type": int(where.type), "name": where.name},
    }
    if one.inviter_id is not None:
        payload["inviter"] = user(world.users[one.inviter_id])
    return payload | _invite_use(one) if with_use else payload


def webhook(world: World, one: Webhook, *, with_token: bool = True, with_user: bool = True) -> Payload:
    """Show a webhook; its token only to those who may use it."""
    payload: Payload = {
        "id": str(one.id),
        "type": 1,
        "name": one.name,
        "avatar": one.avatar,
        "channel_id": str(one.channel_id),
        "guild_id": str(one.guild_id),
        "application_id": snowflake(one.application_id),
    }
    if with_token:
        payload["token"] = one.token
    if with_user:
        payload["user"] = user(world.users[one.user_id])
    return payload


def _invite_use(one: Invite) -> Payload:
    return {
        "uses": one.uses,
        "max_uses": one.max_uses,
        "max_age": one.max_age,
        "temporary": one.temporary,
        "created_at": moment(one.created_at),
    }


def _guild_channel(one: Channel) -> Payload:
    payload: Payload = {
        "position": one.position,
        "permission_overwrites": [overwrite(each) for each in one.overwrites.values()],
    }
    if one.type is ChannelType.GUILD_CATEGORY:
        return payload
    payload |= {"nsfw": one.nsfw, "rate_limit_per_user": one.rate_limit_per_user}
    if one.type in VOICE:
        return payload | {"bitrate": one.bitrate, "user_limit": one.user_limit, "rtc_region": one.rtc_region}
    payload |= {"topic": one.topic, "default_thread_rate_limit_per_user": one.default_thread_rate_limit_per_user}
    if one.last_pin_at is not None:
        payload["last_pin_timestamp"] = moment(one.last_pin_at)
    if one.default_auto_archive_duration is not None:
        payload["default_auto_archive_duration"] = one.default_auto_archive_duration
    if one.type in (ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA):
        payload |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return payload


def _thread(one: Channel) -> Payload:
    if one.thread is None:
        raise ValueError("a thread without metadata")
    return {
        "owner_id": str(one.owner_id),
        "rate_limit_per_user": one.rate_limit_per_user,
        "message_count": one.message_count,
        "total_message_sent": one.total_message_sent,
        "member_count": min(len(one.thread_members), _COUNTED_MEMBERS),
        "applied_tags": snowflakes(one.applied_tags),
        "thread_metadata": {
            "archived": one.thread.archived,
            "archive_timestamp": moment(one.thread.archive_timestamp),
            "auto_archive_duration": one.thread.auto_archive_duration,
            "locked": one.thread.locked,
            "create_timestamp": moment(one.thread.create_timestamp),
        }
        | ({"invitable": one.thread.invitable} if one.type is ChannelType.PRIVATE_THREAD else {}),
    }

"""A guild's channels: create, change, order, delete."""

import re

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.actions import overwrites
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent, ChannelType
from infra.discord_sim.world.model import Channel, Guild, Overwrite
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_MAX_CHANNELS = 500  # discord.com/developers/docs/resources/guild#create-guild-channel
_MAX_IN_CATEGORY = 50
_CONVERTIBLE = {ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT}
_LOWER_CASE = _CONVERTIBLE | {ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA}
_DESCRIBED = ("name", "type", "topic", "nsfw", "rate_limit_per_user")


class ChannelChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    type: ChannelType | UnsetType = UNSET
    position: int | UnsetType = UNSET
    topic: str | UnsetType | None = UNSET
    nsfw: bool | UnsetType = UNSET
    rate_limit_per_user: int | UnsetType = UNSET
    bitrate: int | UnsetType = UNSET
    user_limit: int | UnsetType = UNSET
    parent_id: int | UnsetType | None = UNSET
    rtc_region: str | UnsetType | None = UNSET
    default_auto_archive_duration: int | UnsetType | None = UNSET
    default_thread_rate_limit_per_user: int | UnsetType = UNSET
    flags: int | UnsetType = UNSET
    overwrites: dict[int, Overwrite] | UnsetType = UNSET


def create(world: World, actor: Actor, guild_id: int, kind: ChannelType, wanted: ChannelChanges) -> Channel:
    """Create a channel, at the end unless a position is given."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.MANAGE_CHANNELS)
    if sum(not each.is_thread for each in guild.channels.values()) >= _MAX_CHANNELS:
        raise error(Code.MAX_GUILD_CHANNELS)
    _check_parent(guild, kind, wanted)
    if wanted.overwrites is not UNSET:
        overwrites.check(world, guild, None, acting, {}, wanted.overwrites)
    position = sum(each.type is kind for each in guild.channels.values())
    channel = Channel(id=world.snowflakes.next(), type=kind, guild_id=guild_id, position=position)
    change_set.apply(channel, _named(kind, wanted))
    world.add_channel(channel)
    _tell(world, "CHANNEL_CREATE", channel)
    described = change_set.created(channel, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.CHANNEL_CREATE, channel.id, changes=described)
    return channel


def modify(world: World, actor: Actor, channel_id: int, wanted: ChannelChanges) -> Channel:
    """Change a guild channel that is no thread."""
    channel = world.channel(channel_id)
    if channel.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    guild = world.guild(channel.guild_id)
    acting = checks.require_in_channel(world, channel, actor, Permission.MANAGE_CHANNELS)
    kind = channel.type if wanted.type is UNSET else wanted.type
    if kind is not channel.type and not {kind, channel.type} <= _CONVERTIBLE:
        raise error(Code.WRONG_CHANNEL_TYPE)
    _check_parent(guild, kind, wanted)
    if wanted.overwrites is not UNSET and acting is not None:
        checks.require_in_channel(world, channel, actor, Permission.MANAGE_ROLES)
        overwrites.check(world, guild, channel, acting, channel.overwrites, wanted.overwrites)
    before = dict(channel.overwrites)
    described = change_set.apply(channel, _named(kind, wanted))
    described = [each for each in described if each["key"] != "overwrites"]
    if described:
        audit.record(world, guild, actor, AuditLogEvent.CHANNEL_UPDATE, channel_id, changes=described)
    overwrites.record_changes(world, actor, guild, channel, before)
    if described or before != channel.overwrites:
        _tell(world, "CHANNEL_UPDATE", channel)
    return channel


def delete(world: World, actor: Actor, channel_id: int) -> Channel:
    """Delete a guild channel with its threads; the channels of a category move out of it."""
    channel = world.channel(channel_id)
    if channel.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    checks.require_in_channel(world, channel, actor, Permission.MANAGE_CHANNELS)
    guild = world.guild(channel.guild_id)
    if "COMMUNITY" in guild.features and channel_id in (guild.rules_channel_id, guild.public_updates_channel_id):
        raise error(Code.REQUIRED_COMMUNITY_CHANNEL)
    for child in [each for each in guild.channels.values() if each.parent_id == channel_id]:
        _orphan(world, child)
    _tell(world, "CHANNEL_DELETE", channel)
    world.remove_channel(channel)
    if guild.system_channel_id == channel_id:
        guild.system_channel_id = None
    described = change_set.deleted(channel, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.CHANNEL_DELETE, channel_id, changes=described)
    return channel


def _orphan(world: World, child: Channel) -> None:
    if child.is_thread:
        world.remove_channel(child)
        return
    child.parent_id = None
    _tell(world, "CHANNEL_UPDATE", child)


def _check_parent(guild: Guild, kind: ChannelType, wanted: ChannelChanges) -> None:
    if wanted.parent_id is UNSET or wanted.parent_id is None:
        return
    parent = guild.channels.get(wanted.parent_id)
    if parent is None:
        raise invalid_form("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    if parent.type is not ChannelType.GUILD_CATEGORY or kind is ChannelType.GUILD_CATEGORY:
        raise invalid_form("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    if sum(each.parent_id == parent.id for each in guild.channels.values()) >= _MAX_IN_CATEGORY:
        message = f"Maximum number of channels in category reached ({_MAX_IN_CATEGORY})"
        raise invalid_form("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", message)


def _named(kind: ChannelType, wanted: ChannelChanges) -> ChannelChanges:
    """Write a text channel's name as Discord does: lower case, dashes for spaces."""
    if wanted.name is UNSET or kind not in _LOWER_CASE:
        return wanted
    return msgspec.structs.replace(wanted, name=re.sub(r"\s+", "-", wanted.name.strip()).lower())


def _tell(world: World, name: str, channel: Channel) -> None:
    world.dispatch(name, render.channel(world, channel), guild_id=channel.guild_id)

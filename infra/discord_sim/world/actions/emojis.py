"""A guild's own emojis."""

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Emoji, Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_SLOTS = (50, 100, 150, 250)  # by boost level, animated ones apart


class EmojiChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    roles: list[int] | UnsetType = UNSET


def create(world: World, actor: Actor, guild_id: int, name: str, roles: list[int], *, animated: bool) -> Emoji:
    """Create an emoji, if a slot of its kind is free."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.CREATE_GUILD_EXPRESSIONS)
    if sum(each.animated is animated for each in guild.emojis.values()) >= _SLOTS[guild.premium_tier]:
        raise error(Code.MAX_EMOJIS)
    emoji = Emoji(id=world.snowflakes.next(), name=name, user_id=actor.user_id, roles=roles, animated=animated)
    guild.emojis[emoji.id] = emoji
    _tell(world, guild)
    described = change_set.created(emoji, ("name",))
    audit.record(world, guild, actor, AuditLogEvent.EMOJI_CREATE, emoji.id, changes=described)
    return emoji


def modify(world: World, actor: Actor, guild_id: int, emoji_id: int, wanted: EmojiChanges) -> Emoji:
    """Rename an emoji, or change who may use it."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MANAGE_GUILD_EXPRESSIONS)
    emoji = find(guild, emoji_id)
    described = change_set.apply(emoji, wanted)
    if described:
        _tell(world, guild)
        audit.record(world, guild, actor, AuditLogEvent.EMOJI_UPDATE, emoji_id, changes=described)
    return emoji


def delete(world: World, actor: Actor, guild_id: int, emoji_id: int) -> None:
    """Delete an emoji."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MANAGE_GUILD_EXPRESSIONS)
    emoji = find(guild, emoji_id)
    del guild.emojis[emoji_id]
    _tell(world, guild)
    described = change_set.deleted(emoji, ("name",))
    audit.record(world, guild, actor, AuditLogEvent.EMOJI_DELETE, emoji_id, changes=described)


def find(guild: Guild, emoji_id: int) -> Emoji:
    """Return a guild's emoji, or raise Unknown Emoji."""
    emoji = guild.emojis.get(emoji_id)
    if emoji is None:
        raise error(Code.UNKNOWN_EMOJI)
    return emoji


def _tell(world: World, guild: Guild) -> None:
    payload = {"guild_id": str(guild.id), "emojis": [render.emoji(world, one) for one in guild.emojis.values()]}
    world.dispatch("GUILD_EMOJIS_UPDATE", payload, guild_id=guild.id)

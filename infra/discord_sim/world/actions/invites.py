"""Invites to a guild."""

import string
from datetime import timedelta

import msgspec

from infra.discord_sim.world import audit, checks, permissions, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Invite
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_MAX_INVITES = 1000
_ALPHABET = string.ascii_letters + string.digits
_DESCRIBED = ("code", "channel_id", "inviter_id", "max_age", "max_uses", "uses", "temporary")


class InviteDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An invite as somebody wants it. discord.com/developers/docs/resources/channel#create-channel-invite"""

    max_age: int = 86_400
    max_uses: int = 0
    temporary: bool = False
    unique: bool = False


def create(world: World, actor: Actor, channel_id: int, draft: InviteDraft) -> Invite:
    """Create an invite, or return a like one of the actor's unless it shall be unique."""
    channel = world.channel(channel_id)
    if channel.guild_id is None or channel.is_thread:
        raise error(Code.WRONG_CHANNEL_TYPE)
    checks.require_in_channel(world, channel, actor, Permission.CREATE_INSTANT_INVITE)
    mine = [one for one in of_channel(world, channel_id) if one.inviter_id == actor.user_id]
    like = [one for one in mine if (one.max_age, one.max_uses, one.temporary) == _terms(draft)]
    if like and not draft.unique:
        return like[0]
    if len(of_guild(world, channel.guild_id)) >= _MAX_INVITES:
        raise error(Code.MAX_INVITES)
    invite = Invite(
        code="".join(world.random.choices(_ALPHABET, k=8)),
        guild_id=channel.guild_id,
        channel_id=channel_id,
        inviter_id=actor.user_id,
        created_at=world.clock.now(),
        max_age=draft.max_age,
        max_uses=draft.max_uses,
        temporary=draft.temporary,
    )
    world.invites[invite.code] = invite
    payload = render.invite(world, invite, with_use=True) | {"channel_id": str(channel_id)}
    world.dispatch("INVITE_CREATE", payload, guild_id=channel.guild_id, channel_id=channel_id)
    described = change_set.created(invite, _DESCRIBED)
    guild = world.guild(channel.guild_id)
    audit.record(world, guild, actor, AuditLogEvent.INVITE_CREATE, None, changes=described)
    return invite


def delete(world: World, actor: Actor, code: str) -> Invite:
    """Delete an invite: MANAGE_CHANNELS in its channel, or MANAGE_GUILD."""
    invite = find(world, code)
    guild = world.guild(invite.guild_id)
    acting = checks.acting_member(guild, actor)
    now = world.clock.now()
    manages_guild = Permission.MANAGE_GUILD in permissions.in_guild(guild, acting, now)
    if not manages_guild:
        checks.require_in_channel(world, world.channel(invite.channel_id), actor, Permission.MANAGE_CHANNELS)
    del world.invites[code]
    payload = {"guild_id": str(guild.id), "channel_id": str(invite.channel_id), "code": code}
    world.dispatch("INVITE_DELETE", payload, guild_id=guild.id, channel_id=invite.channel_id)
    described = change_set.deleted(invite, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.INVITE_DELETE, None, changes=described)
    return invite


def find(world: World, code: str) -> Invite:
    """Return an invite that still counts, or raise Unknown Invite."""
    invite = world.invites.get(code)
    if invite is None or _is_over(world, invite):
        raise error(Code.UNKNOWN_INVITE)
    return invite


def of_guild(world: World, guild_id: int) -> list[Invite]:
    """List a guild's invites that still count."""
    return [one for one in world.invites.values() if one.guild_id == guild_id and not _is_over(world, one)]


def of_channel(world: World, channel_id: int) -> list[Invite]:
    """List a channel's invites that still count."""
    return [one for one in world.invites.values() if one.channel_id == channel_id and not _is_over(world, one)]


def _terms(draft: InviteDraft) -> tuple[int, int, bool]:
    return draft.max_age, draft.max_uses, draft.temporary


def _is_over(world: World, invite: Invite) -> bool:
    expired = bool(invite.max_age) and invite.created_at + timedelta(seconds=invite.max_age) <= world.clock.now()
    return expired or bool(invite.max_uses and invite.uses >= invite.max_uses)

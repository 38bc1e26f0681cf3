"""Users, and users as members of a guild."""

from infra.discord_sim.world.model import Guild, Member, Presence, User
from infra.discord_sim.world.render.values import Payload, moment, snowflakes
from infra.discord_sim.world.world import World


def user(one: User) -> Payload:
    """Show a user as everyone sees them."""
    payload: Payload = {
        "id": str(one.id),
        "username": one.username,
        "avatar": one.avatar,
        "discriminator": one.discriminator,
        "public_flags": one.public_flags,
        "flags": one.public_flags,
        "banner": one.banner,
        "accent_color": one.accent_color,
        "global_name": one.global_name,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if one.bot:
        payload["bot"] = True
    if one.system:
        payload["system"] = True
    return payload


def user_with_private_fields(one: User, *, with_email: bool) -> Payload:
    """Show a user to themselves, or to an application that holds `identify` (and `email`)."""
    payload = user(one) | {"mfa_enabled": one.mfa_enabled, "locale": one.locale, "premium_type": 0}
    if with_email:
        payload |= {"email": one.email, "verified": one.verified}
    return payload


def member(world: World, one: Member, *, with_user: bool = True) -> Payload:
    """Show a member; messages carry it without the user, who is their author."""
    payload: Payload = {
        "avatar": one.avatar,
        "avatar_decoration_data": None,
        "banner": one.banner,
        "collectibles": None,
        "communication_disabled_until": moment(one.communication_disabled_until),
        "flags": one.flags,
        "joined_at": moment(one.joined_at),
        "nick": one.nick,
        "pending": one.pending,
        "premium_since": moment(one.premium_since),
        "roles": snowflakes(one.roles),
        "mute": one.mute,
        "deaf": one.deaf,
    }
    if with_user:
        payload["user"] = user(world.users[one.user_id])
    return payload


def presence(guild: Guild, user_id: int, one: Presence) -> Payload:
    """Show a presence as in PRESENCE_UPDATE: only the id of the user."""
    return {
        "user": {"id": str(user_id)},
        "guild_id": str(guild.id),
        "status": one.status,
        "activities": one.activities,
        "client_status": {} if one.status == "offline" else {"desktop": one.status},
    }

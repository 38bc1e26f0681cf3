"""Guilds: as REST shows them, as GUILD_CREATE does, and as a list of one's own."""

from infra.discord_sim.world import permissions
from infra.discord_sim.world.model import Emoji, Guild, Role, VoiceState
from infra.discord_sim.world.render.channels import channel as render_channel
from infra.discord_sim.world.render.members import member, presence, user
from infra.discord_sim.world.render.values import Payload, moment, snowflake, snowflakes
from infra.discord_sim.world.world import World

_MAX_MEMBERS = 500_000
_LARGE = 250  # discord.com/developers/docs/events/gateway-events#guild-create


def role(one: Role) -> Payload:
    """Show a role."""
    payload: Payload = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": one.icon,
        "unicode_emoji": one.unicode_emoji,
        "flags": one.flags,
    }
    if one.bot_id is not None:
        payload["tags"] = {"bot_id": str(one.bot_id)}
    return payload


def emoji(world: World, one: Emoji, *, with_user: bool = False) -> Payload:
    """Show a guild's emoji; who made it only to those who may manage emojis."""
    payload: Payload = {
        "id": str(one.id),
        "name": one.name,
        "roles": snowflakes(one.roles),
        "require_colons": True,
        "managed": one.managed,
        "animated": one.animated,
        "available": one.available,
    }
    return payload | {"user": user(world.users[one.user_id])} if with_user else payload


def voice_state(guild: Guild, one: VoiceState) -> Payload:
    """Show where a member is in voice."""
    return {
        "guild_id": str(guild.id),
        "channel_id": str(one.channel_id),
        "user_id": str(one.user_id),
        "session_id": one.session_id,
        "deaf": guild.members[one.user_id].deaf,
        "mute": guild.members[one.user_id].mute,
        "self_deaf": one.self_deaf,
        "self_mute": one.self_mute,
        "self_video": one.self_video,
        "suppress": one.suppress,
        "request_to_speak_timestamp": None,
    }


def guild(world: World, one: Guild, *, with_counts: bool = False) -> Payload:
    """Show a guild as REST and GUILD_UPDATE do."""
    payload = _settings(one) | {
        "roles": [role(each) for each in one.roles.values()],
        "emojis": [emoji(world, each) for each in one.emojis.values()],
        "stickers": [],
    }
    if with_counts:
        payload["approximate_member_count"] = len(one.members)
        payload["approximate_presence_count"] = sum(each.status != "offline" for each in one.presences.values())
    return payload


def gateway_guild(world: World, one: Guild, *, user_id: int, large_threshold: int, presences: bool) -> Payload:
    """Show a guild as GUILD_CREATE does to `user_id`.

    Above `large_threshold` members only those who are online, in voice, or the user are listed.
    """
    channels = [each for each in one.channels.values() if not each.is_thread]
    threads = [each for each in one.channels.values() if each.thread is not None and not each.thread.archived]
    shown = _shown_members(one, user_id, large_threshold, presences=presences)
    return guild(world, one) | {
        "joined_at": moment(one.members[user_id].joined_at),
        "large": len(one.members) > _LARGE,
        "member_count": len(one.members),
        "voice_states": [voice_state(one, each) for each in one.voice_states.values()],
        "members": [member(world, one.members[each]) for each in shown],
        "channels": [render_channel(world, each) for each in channels],
        "threads": [render_channel(world, each) for each in threads],
        "presences": [presence(one, each, one.presences[each]) for each in shown if each in one.presences]
        if presences
        else [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def my_guild(world: World, one: Guild, user_id: int, *, with_counts: bool = False) -> Payload:
    """Show a guild as `GET /users/@me/guilds` lists it."""
    member_here = one.members[user_id]
    payload: Payload = {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "banner": one.banner,
        "owner": one.owner_id == user_id,
        "permissions": str(int(permissions.in_guild(one, member_here, world.clock.now()))),
        "features": one.features,
    }
    if with_counts:
        payload["approximate_member_count"] = len(one.members)
        payload["approximate_presence_count"] = sum(each.status != "offline" for each in one.presences.values())
    return payload


def _shown_members(one: Guild, user_id: int, large_threshold: int, *, presences: bool) -> list[int]:
    if len(one.members) <= large_threshold and presences:
        return list(one.members)
    shown = {user_id, *one.voice_states}
    if presences:
        shown |= {each for each, how in one.presences.items() if how.status != "offline"}
    return [each for each in sorted(shown) if each in one.members]


def _settings(one: Guild) -> Payload:
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "icon_hash": None,
        "description": one.description,
        "home_header": None,
        "splash": one.splash,
        "discovery_splash": one.discovery_splash,
        "features": one.features,
        "banner": one.banner,
        "owner_id": str(one.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": snowflake(one.afk_channel_id),
        "afk_timeout": one.afk_timeout,
        "system_channel_id": snowflake(one.system_channel_id),
        "system_channel_flags": one.system_channel_flags,
        "widget_enabled": one.widget_enabled,
        "widget_channel_id": snowflake(one.widget_channel_id),
        "verification_level": one.verification_level,
        "default_message_notifications": one.default_message_notifications,
        "mfa_level": one.mfa_level,
        "explicit_content_filter": one.explicit_content_filter,
        "max_presences": None,
        "max_members": _MAX_MEMBERS,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": one.vanity_url_code,
        "premium_tier": one.premium_tier,
        "premium_subscription_count": one.premium_subscription_count,
        "preferred_locale": one.preferred_locale,
        "rules_channel_id": snowflake(one.rules_channel_id),
        "safety_alerts_channel_id": snowflake(one.safety_alerts_channel_id),
        "public_updates_channel_id": snowflake(one.public_updates_channel_id),
        "premium_progress_bar_enabled": one.premium_progress_bar_enabled,
        "nsfw": False,
        "nsfw_level": one.nsfw_level,
        "incidents_data": None,
    }

"""Applications, their commands, and interactions on their way to them."""

from infra.discord_sim.world import permissions
from infra.discord_sim.world.model import Application, ApplicationCommand, Guild, Interaction
from infra.discord_sim.world.render.channels import channel as render_channel
from infra.discord_sim.world.render.members import member, user
from infra.discord_sim.world.render.messages import message as render_message
from infra.discord_sim.world.render.values import Payload, snowflake
from infra.discord_sim.world.world import World


def partial_application(one: Application) -> Payload:
    """Show an application as READY does."""
    return {"id": str(one.id), "flags": one.flags}


def application(world: World, one: Application) -> Payload:
    """Show an application to its own bot."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "description": one.description,
        "type": None,
        "bot": user(world.users[one.bot_id]),
        "bot_public": one.bot_public,
        "bot_require_code_grant": one.bot_require_code_grant,
        "integration_types_config": {"0": {}},
        "verify_key": one.verify_key,
        "flags": one.flags,
        "flags_new": str(one.flags),
        "redirect_uris": one.redirect_uris,
        "interactions_endpoint_url": one.interactions_endpoint_url,
        "role_connections_verification_url": None,
        "owner": user(world.users[one.owner_id]),
        "approximate_guild_count": len(world.guilds_of(one.bot_id)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def application_command(one: ApplicationCommand) -> Payload:
    """Show a command."""
    payload: Payload = {
        "id": str(one.id),
        "application_id": str(one.application_id),
        "version": str(one.version),
        "default_member_permissions": snowflake(one.default_member_permissions),
        "type": one.type,
        "name": one.name,
        "name_localizations": one.name_localizations,
        "description": one.description,
        "description_localizations": one.description_localizations,
        "dm_permission": one.dm_permission,
        "contexts": one.contexts,
        "integration_types": one.integration_types,
        "nsfw": one.nsfw,
    }
    if one.guild_id is not None:
        payload["guild_id"] = str(one.guild_id)
    if one.options:
        payload["options"] = one.options
    return payload


def interaction(world: World, one: Interaction) -> Payload:
    """Show an interaction as INTERACTION_CREATE does."""
    guild = world.guilds[one.guild_id] if one.guild_id is not None else None
    payload: Payload = {
        "id": str(one.id),
        "application_id": str(one.application_id),
        "type": one.type,
        "data": one.data,
        "token": one.token,
        "version": 1,
        "locale": world.users[one.user_id].locale,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(one.guild_id or 0)},
        "context": 0 if guild else 1,
        "attachment_size_limit": 10_485_760,
    }
    if one.channel_id is not None:
        payload["channel_id"] = str(one.channel_id)
        payload["channel"] = render_channel(world, world.channels[one.channel_id])
    if one.message_id is not None and one.channel_id is not None:
        payload["message"] = render_message(world, world.message(one.channel_id, one.message_id))
    return payload | (_in_guild(world, one, guild) if guild else {"user": user(world.users[one.user_id])})


def _in_guild(world: World, one: Interaction, guild: Guild) -> Payload:
    now = world.clock.now()
    who = guild.members[one.user_id]
    bot = guild.members.get(world.applications[one.application_id].bot_id)
    where = world.channels[one.channel_id] if one.channel_id is not None else None
    held = permissions.in_channel(guild, where, who, now) if where else permissions.in_guild(guild, who, now)
    own = permissions.in_channel(guild, where, bot, now) if where and bot else permissions.NONE
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.preferred_locale, "features": guild.features},
        "guild_locale": guild.preferred_locale,
        "member": member(world, who) | {"permissions": str(int(held))},
        "app_permissions": str(int(own)),
    }

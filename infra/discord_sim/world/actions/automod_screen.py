"""What AutoMod does when a rule is set off: block, alert, time out."""

from datetime import timedelta
from enum import IntEnum
from typing import Any

from infra.discord_sim.world import audit, permissions, render
from infra.discord_sim.world.actions import automod_match, member_update
from infra.discord_sim.world.actions.automod_match import Match
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent, MessageType
from infra.discord_sim.world.model import AutoModRule, Channel, Guild, Member, Message
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


class ActionType(IntEnum):
    """What a rule does."""

    BLOCK_MESSAGE = 1
    SEND_ALERT_MESSAGE = 2
    TIMEOUT = 3
    BLOCK_MEMBER_INTERACTION = 4


_AUDITED = {
    ActionType.BLOCK_MESSAGE: AuditLogEvent.AUTO_MODERATION_BLOCK_MESSAGE,
    ActionType.SEND_ALERT_MESSAGE: AuditLogEvent.AUTO_MODERATION_FLAG_TO_CHANNEL,
    ActionType.TIMEOUT: AuditLogEvent.AUTO_MODERATION_USER_COMMUNICATION_DISABLED,
    ActionType.BLOCK_MEMBER_INTERACTION: AuditLogEvent.AUTO_MODERATION_QUARANTINE_USER,
}


def screen(world: World, guild: Guild, channel: Channel, member: Member, content: str) -> None:
    """Hold a text against the guild's rules, and raise 200000 if one of them blocks it."""
    if world.users[member.user_id].bot:
        return
    held = permissions.in_guild(guild, member, world.clock.now())
    if Permission.MANAGE_GUILD in held:
        return
    blocked = False
    for rule in list(guild.automod_rules.values()):
        found = automod_match.match(rule, content) if _applies(rule, channel, member) else None
        if found is None:
            continue
        for action in rule.actions:
            _carry_out(world, guild, channel, member, rule, action, content, found)
            blocked = blocked or action["type"] == ActionType.BLOCK_MESSAGE
    if blocked:
        raise error(Code.BLOCKED_BY_AUTOMOD)


def _applies(rule: AutoModRule, channel: Channel, member: Member) -> bool:
    exempt = channel.id in rule.exempt_channels or channel.parent_id in rule.exempt_channels
    return rule.enabled and not exempt and not set(rule.exempt_roles) & set(member.roles)


def _carry_out(
    world: World,
    guild: Guild,
    channel: Channel,
    member: Member,
    rule: AutoModRule,
    action: dict[str, Any],
    content: str,
    found: Match,
) -> None:
    kind = ActionType(action["type"])
    alert = _alert(world, guild, member, rule, action, content) if kind is ActionType.SEND_ALERT_MESSAGE else None
    if kind is ActionType.TIMEOUT:
        seconds = timedelta(seconds=action["metadata"]["duration_seconds"])
        member.communication_disabled_until = world.clock.now() + seconds
        member_update.tell(world, guild, member)
    payload = {
        "guild_id": str(guild.id),
        "action": action,
        "rule_id": str(rule.id),
        "rule_trigger_type": rule.trigger_type,
        "user_id": str(member.user_id),
        "channel_id": str(channel.id),
        "content": content,
        "matched_keyword": found.keyword,
        "matched_content": found.content,
    } | ({"alert_system_message_id": str(alert.id)} if alert else {})
    world.dispatch("AUTO_MODERATION_ACTION_EXECUTION", payload, guild_id=guild.id)
    options = {
        "auto_moderation_rule_name": rule.name,
        "auto_moderation_rule_trigger_type": rule.trigger_type,
        "channel_id": channel.id,
    }
    by_rule = Actor(user_id=rule.creator_id)
    audit.record(world, guild, by_rule, _AUDITED[kind], member.user_id, options=options)


def _alert(
    world: World, guild: Guild, member: Member, rule: AutoModRule, action: dict[str, Any], content: str
) -> Message | None:
    """Post the alert, in the name of the member, to the channel that the rule names."""
    channel_id = int(action["metadata"]["channel_id"])
    if channel_id not in guild.channels:
        return None
    embed = {
        "type": "auto_moderation_message",
        "description": content,
        "fields": [{"name": "rule_name", "value": rule.name, "inline": False}],
    }
    alert = Message(
        id=world.snowflakes.next(),
        channel_id=channel_id,
        guild_id=guild.id,
        author_id=member.user_id,
        type=MessageType.AUTO_MODERATION_ACTION,
        embeds=[embed],
    )
    world.add_message(alert)
    payload = render.gateway_message(world, alert)
    world.dispatch("MESSAGE_CREATE", payload, guild_id=guild.id, channel_id=channel_id)
    return alert

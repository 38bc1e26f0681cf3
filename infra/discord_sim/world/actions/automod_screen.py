"""What AutoMod does when a rule is set off: block, alert, time out."""

from datetime import timedelta
from enum import IntEnum
from typing import Any

import msgspec

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


class Offence(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote what and where, and what in it set which rule off."""

    guild: Guild
    channel: Channel
    member: Member
    content: str
    rule: AutoModRule
    found: Match


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
        offence = Offence(guild=guild, channel=channel, member=member, content=content, rule=rule, found=found)
        for action in rule.actions:
            _carry_out(world, offence, action)
            blocked = blocked or action["type"] == ActionType.BLOCK_MESSAGE
    if blocked:
        raise error(Code.BLOCKED_BY_AUTOMOD)


def _applies(rule: AutoModRule, channel: Channel, member: Member) -> bool:
    exempt = channel.id in rule.exempt_channels or channel.parent_id in rule.exempt_channels
    return rule.enabled and not exempt and not set(rule.exempt_roles) & set(member.roles)


def _carry_out(world: World, offence: Offence, action: dict[str, Any]) -> None:
    kind = ActionType(action["type"])
    alert = (
        _alert(world, offence, int(action["metadata"]["channel_id"])) if kind is ActionType.SEND_ALERT_MESSAGE else None
    )
    if kind is ActionType.TIMEOUT:
        seconds = timedelta(seconds=action["metadata"]["duration_seconds"])
        offence.member.communication_disabled_until = world.clock.now() + seconds
        member_update.tell(world, offence.guild, offence.member)
    payload = _executed(offence, action) | ({"alert_system_message_id": str(alert.id)} if alert else {})
    world.dispatch("AUTO_MODERATION_ACTION_EXECUTION", payload, guild_id=offence.guild.id)
    options = {
        "auto_moderation_rule_name": offence.rule.name,
        "auto_moderation_rule_trigger_type": offence.rule.trigger_type,
        "channel_id": offence.channel.id,
    }
    by_rule = Actor(user_id=offence.rule.creator_id)
    audit.record(world, offence.guild, by_rule, _AUDITED[kind], offence.member.user_id, options=options)


def _executed(offence: Offence, action: dict[str, Any]) -> render.Payload:
    return {
        "guild_id": str(offence.guild.id),
        "action": action,
        "rule_id": str(offence.rule.id),
        "rule_trigger_type": offence.rule.trigger_type,
        "user_id": str(offence.member.user_id),
        "channel_id": str(offence.channel.id),
        "content": offence.content,
        "matched_keyword": offence.found.keyword,
        "matched_content": offence.found.content,
    }


def _alert(world: World, offence: Offence, channel_id: int) -> Message | None:
    """Post the alert, in the name of the member, to the channel that the rule names."""
    guild = offence.guild
    if channel_id not in guild.channels:
        return None
    embed = {
        "type": "auto_moderation_message",
        "description": offence.content,
        "fields": [{"name": "rule_name", "value": offence.rule.name, "inline": False}],
    }
    alert = Message(
        id=world.snowflakes.next(),
        channel_id=channel_id,
        guild_id=guild.id,
        author_id=offence.member.user_id,
        type=MessageType.AUTO_MODERATION_ACTION,
        embeds=[embed],
    )
    world.add_message(alert)
    payload = render.gateway_message(world, alert)
    world.dispatch("MESSAGE_CREATE", payload, guild_id=guild.id, channel_id=channel_id)
    return alert

"""Discord's own AutoMod: its rules and how many of each a guild may have."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import AutoModRule, Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_DESCRIBED = ("name", "trigger_type", "event_type", "actions", "enabled")


class Trigger(IntEnum):
    """What sets a rule off."""

    KEYWORD = 1
    SPAM = 3
    KEYWORD_PRESET = 4
    MENTION_SPAM = 5
    MEMBER_PROFILE = 6


# discord.com/developers/docs/resources/auto-moderation#auto-moderation-rule-object-trigger-types
_MAX_RULES: Mapping[Trigger, int] = MappingProxyType(dict.fromkeys(Trigger, 1) | {Trigger.KEYWORD: 6})

_DEFAULT_METADATA: Mapping[Trigger, Mapping[str, Any]] = MappingProxyType(
    {
        Trigger.KEYWORD: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
        Trigger.SPAM: {},
        Trigger.KEYWORD_PRESET: {"presets": [], "allow_list": []},
        Trigger.MENTION_SPAM: {"mention_total_limit": 0, "mention_raid_protection_enabled": False},
        Trigger.MEMBER_PROFILE: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
    }
)


class RuleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as somebody wants it; metadata and actions in Discord's form, each field checked."""

    name: str
    event_type: int
    trigger_type: Trigger
    trigger_metadata: dict[str, Any] = {}
    actions: list[dict[str, Any]] = []
    enabled: bool = False
    exempt_roles: list[int] = []
    exempt_channels: list[int] = []


class RuleChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    event_type: int | UnsetType = UNSET
    trigger_metadata: dict[str, Any] | UnsetType = UNSET
    actions: list[dict[str, Any]] | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    exempt_roles: list[int] | UnsetType = UNSET
    exempt_channels: list[int] | UnsetType = UNSET


def rules(world: World, actor: Actor, guild_id: int) -> list[AutoModRule]:
    """List a guild's rules."""
    return list(_guild(world, actor, guild_id).automod_rules.values())


def find(world: World, actor: Actor, guild_id: int, rule_id: int) -> AutoModRule:
    """Return one rule."""
    rule = _guild(world, actor, guild_id).automod_rules.get(rule_id)
    if rule is None:
        raise error(Code.GENERAL)
    return rule


def create(world: World, actor: Actor, guild_id: int, draft: RuleDraft) -> AutoModRule:
    """Create a rule, unless the guild has as many of its trigger as it may."""
    guild = _guild(world, actor, guild_id)
    trigger = draft.trigger_type
    if sum(one.trigger_type == trigger for one in guild.automod_rules.values()) >= _MAX_RULES[trigger]:
        message = f"Maximum number of rules of this trigger type reached ({_MAX_RULES[trigger]})"
        raise invalid_form("trigger_type", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", message)
    rule = AutoModRule(
        id=world.snowflakes.next(),
        guild_id=guild_id,
        creator_id=actor.user_id,
        name=draft.name,
        event_type=draft.event_type,
        trigger_type=trigger,
        trigger_metadata={**_DEFAULT_METADATA[trigger], **draft.trigger_metadata},
        actions=draft.actions,
        enabled=draft.enabled,
        exempt_roles=draft.exempt_roles,
        exempt_channels=draft.exempt_channels,
    )
    guild.automod_rules[rule.id] = rule
    _tell(world, "AUTO_MODERATION_RULE_CREATE", rule)
    described = change_set.created(rule, _DESCRIBED)
    _record(world, actor, guild, AuditLogEvent.AUTO_MODERATION_RULE_CREATE, rule, described)
    return rule


def modify(world: World, actor: Actor, guild_id: int, rule_id: int, wanted: RuleChanges) -> AutoModRule:
    """Change a rule; its trigger stays what it is."""
    rule = find(world, actor, guild_id, rule_id)
    if wanted.trigger_metadata is not UNSET:
        metadata = {**_DEFAULT_METADATA[Trigger(rule.trigger_type)], **wanted.trigger_metadata}
        wanted = msgspec.structs.replace(wanted, trigger_metadata=metadata)
    described = change_set.apply(rule, wanted)
    if described:
        _tell(world, "AUTO_MODERATION_RULE_UPDATE", rule)
        guild = world.guild(guild_id)
        _record(world, actor, guild, AuditLogEvent.AUTO_MODERATION_RULE_UPDATE, rule, described)
    return rule


def delete(world: World, actor: Actor, guild_id: int, rule_id: int) -> None:
    """Delete a rule."""
    rule = find(world, actor, guild_id, rule_id)
    guild = world.guild(guild_id)
    del guild.automod_rules[rule_id]
    _tell(world, "AUTO_MODERATION_RULE_DELETE", rule)
    described = change_set.deleted(rule, _DESCRIBED)
    _record(world, actor, guild, AuditLogEvent.AUTO_MODERATION_RULE_DELETE, rule, described)


def _guild(world: World, actor: Actor, guild_id: int) -> Guild:
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MANAGE_GUILD)
    return guild


def _record(
    world: World, actor: Actor, guild: Guild, event: AuditLogEvent, rule: AutoModRule, described: list[dict[str, Any]]
) -> None:
    audit.record(world, guild, actor, event, rule.id, changes=described)


def _tell(world: World, name: str, rule: AutoModRule) -> None:
    world.dispatch(name, render.automod_rule(rule), guild_id=rule.guild_id)

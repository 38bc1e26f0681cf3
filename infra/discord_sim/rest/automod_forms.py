"""The bodies of AutoMod rules, each trigger and action with its own limits.

discord.com/developers/docs/resources/auto-moderation#auto-moderation-rule-object-trigger-metadata
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.world.actions.automod import RuleChanges, RuleDraft, Trigger
from infra.discord_sim.world.errors import invalid_form

Keyword = Annotated[str, Meta(min_length=1, max_length=60)]
Pattern = Annotated[str, Meta(min_length=1, max_length=260)]


class KeywordMetadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What sets off a keyword or profile rule. Patterns are Rust regexes."""

    keyword_filter: Annotated[list[Keyword], Meta(max_length=1000)] | None = None
    regex_patterns: Annotated[list[Pattern], Meta(max_length=10)] | None = None
    allow_list: Annotated[list[Keyword], Meta(max_length=100)] | None = None


class PresetMetadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What sets off a preset rule."""

    presets: list[Annotated[int, Meta(ge=1, le=3)]] | None = None
    allow_list: Annotated[list[Keyword], Meta(max_length=1000)] | None = None


class MentionMetadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What sets off a mention rule."""

    mention_total_limit: Annotated[int, Meta(ge=0, le=50)] | None = None
    mention_raid_protection_enabled: bool | None = None


class SpamMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """Spam rules have nothing to set."""


_METADATA: Mapping[Trigger, type[msgspec.Struct]] = MappingProxyType(
    {
        Trigger.KEYWORD: KeywordMetadata,
        Trigger.MEMBER_PROFILE: KeywordMetadata,
        Trigger.KEYWORD_PRESET: PresetMetadata,
        Trigger.MENTION_SPAM: MentionMetadata,
        Trigger.SPAM: SpamMetadata,
    }
)


class BlockMetadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the author is told."""

    custom_message: Annotated[str, Meta(max_length=150)] | None = None


class FlagMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """Where the alert goes."""

    channel_id: Id


class TimeoutMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """How long, in seconds."""

    duration_seconds: Annotated[int, Meta(ge=0, le=2_419_200)]


class QuarantineMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """Quarantine has nothing to set."""


_ACTIONS: Mapping[int, type[msgspec.Struct]] = MappingProxyType(
    {1: BlockMetadata, 2: FlagMetadata, 3: TimeoutMetadata, 4: QuarantineMetadata}
)
_ONLY_FOR: Mapping[int, frozenset[Trigger]] = MappingProxyType(
    {3: frozenset({Trigger.KEYWORD, Trigger.MENTION_SPAM}), 4: frozenset({Trigger.MEMBER_PROFILE})}
)


class ActionForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule does when it is set off."""

    type: Annotated[int, Meta(ge=1, le=4)]
    metadata: dict[str, Any] | None = None


class RuleForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a rule."""

    name: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    event_type: Annotated[int, Meta(ge=1, le=2)] | UnsetType = UNSET
    trigger_metadata: dict[str, Any] | UnsetType | None = UNSET
    actions: Annotated[list[ActionForm], Meta(min_length=1, max_length=5)] | UnsetType | None = UNSET
    enabled: bool | UnsetType | None = UNSET
    exempt_roles: Annotated[list[Id], Meta(max_length=20)] | UnsetType | None = UNSET
    exempt_channels: Annotated[list[Id], Meta(max_length=50)] | UnsetType | None = UNSET


class NewRuleForm(RuleForm, frozen=True, kw_only=True):
    """A rule to create."""

    name: Annotated[str, Meta(max_length=100)]
    event_type: Annotated[int, Meta(ge=1, le=2)]
    trigger_type: Trigger


def draft_of(form: NewRuleForm) -> RuleDraft:
    """Turn a form into a rule, after checking what depends on its trigger."""
    changes = changes_of(form.trigger_type, form)
    given = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET}
    return RuleDraft(trigger_type=form.trigger_type, **given)


def changes_of(trigger: Trigger, form: RuleForm) -> RuleChanges:
    """Turn a form into changes of a rule of this trigger."""
    unchecked = msgspec.structs.replace(form, trigger_metadata=UNSET, actions=UNSET)
    changes = forms.as_changes(RuleChanges, unchecked)
    if form.trigger_metadata:
        metadata = _given(forms.fill_at("trigger_metadata", _METADATA[trigger], form.trigger_metadata))
        changes = msgspec.structs.replace(changes, trigger_metadata=metadata)
    if form.actions:
        actions = [_action(f"actions.{index}", trigger, one) for index, one in enumerate(form.actions)]
        changes = msgspec.structs.replace(changes, actions=actions)
    return changes


def _action(path: str, trigger: Trigger, form: ActionForm) -> dict[str, Any]:
    if trigger not in _ONLY_FOR.get(form.type, Trigger):
        message = "This action type cannot be used with this trigger type"
        raise invalid_form(f"{path}.type", "AUTO_MODERATION_INVALID_ACTION_TYPE", message)
    metadata = forms.fill_at(f"{path}.metadata", _ACTIONS[form.type], form.metadata or {})
    return {"type": form.type, "metadata": _given(metadata)}


def _given(metadata: msgspec.Struct) -> dict[str, Any]:
    """Write metadata as Discord does: without nulls, ids as strings."""
    values = {name: getattr(metadata, name) for name in metadata.__struct_fields__}
    return {name: str(value) if name.endswith("_id") else value for name, value in values.items() if value is not None}

"""Discord's own AutoMod rules (discord.com/developers/docs/resources/auto-moderation)."""

from typing import Any, Final

import msgspec

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.kernel.snowflakes import Snowflake

MESSAGE_SEND: Final = 1


class AutoModAction(Payload, frozen=True, kw_only=True):
    """`type` 1: block the message, 2: alert in a channel, 3: time the member out, 4: block interactions."""

    type: int
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)


class AutoModRule(Payload, frozen=True, kw_only=True):
    """`trigger_type` 1: keywords, 3: spam, 4: preset lists, 5: mentions, 6: profiles; the metadata belong to it."""

    id: Snowflake
    guild_id: Snowflake
    name: str
    creator_id: Snowflake | None = None
    event_type: int
    trigger_type: int
    trigger_metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    actions: tuple[AutoModAction, ...] = ()
    enabled: bool = False
    exempt_roles: tuple[Snowflake, ...] = ()
    exempt_channels: tuple[Snowflake, ...] = ()


class NewAutoModRule(Payload, frozen=True, kw_only=True):
    name: str
    event_type: int = MESSAGE_SEND
    trigger_type: int
    trigger_metadata: dict[str, Any] | Unset = UNSET
    actions: tuple[AutoModAction, ...]
    enabled: bool = False
    exempt_roles: tuple[Snowflake, ...] | Unset = UNSET
    exempt_channels: tuple[Snowflake, ...] | Unset = UNSET


class AutoModRuleChange(Payload, frozen=True, kw_only=True):
    name: str | Unset = UNSET
    trigger_metadata: dict[str, Any] | Unset = UNSET
    actions: tuple[AutoModAction, ...] | Unset = UNSET
    enabled: bool | Unset = UNSET
    exempt_roles: tuple[Snowflake, ...] | Unset = UNSET
    exempt_channels: tuple[Snowflake, ...] | Unset = UNSET


_rule: Final = Decoder(AutoModRule)
_rules: Final = Decoder(list[AutoModRule])
_RULES: Final = "/guilds/{guild_id}/auto-moderation/rules"
_RULE: Final = f"{_RULES}/{{rule_id}}"


class AutoModRules(Resource):
    def of_guild(self, guild_id: int) -> list[AutoModRule]:
        return self._read(_rules, _RULES, guild_id=guild_id)

    def get(self, guild_id: int, rule_id: int) -> AutoModRule:
        return self._read(_rule, _RULE, guild_id=guild_id, rule_id=rule_id)

    def create(self, guild_id: int, rule: NewAutoModRule) -> AutoModRule:
        return self._write(_rule, f"POST {_RULES}", rule, guild_id=guild_id)

    def edit(self, guild_id: int, rule_id: int, change: AutoModRuleChange) -> AutoModRule:
        return self._write(_rule, f"PATCH {_RULE}", change, guild_id=guild_id, rule_id=rule_id)

    def delete(self, guild_id: int, rule_id: int) -> None:
        self._tell(f"DELETE {_RULE}", guild_id=guild_id, rule_id=rule_id)

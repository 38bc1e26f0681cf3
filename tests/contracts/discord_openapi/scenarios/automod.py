"""AutoMod rules."""

from typing import Any

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL, GUILD, LOW_ROLE

_RULES = "/guilds/{guild_id}/auto-moderation/rules"
_RULE = f"{_RULES}/{{rule_id}}"
_BLOCK = {"type": 1, "metadata": {"custom_message": "no"}}
_ALERT = {"type": 2, "metadata": {"channel_id": str(CHANNEL)}}
_TIMEOUT = {"type": 3, "metadata": {"duration_seconds": 60}}


async def every_trigger(visitor: Visitor) -> None:
    keyword = {
        "name": "Words",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["bad*"], "regex_patterns": ["b+"], "allow_list": ["badger"]},
        "actions": [_BLOCK, _ALERT, _TIMEOUT],
        "enabled": True,
        "exempt_roles": [str(LOW_ROLE)],
        "exempt_channels": [str(CHANNEL)],
    }
    rule = await visitor.call("POST", _RULES, GUILD, status=200, body=keyword)
    others = (
        _rule("Spam", 3, _BLOCK),
        _rule("Preset", 4, _BLOCK, presets=[1]),
        _rule("Mentions", 5, _TIMEOUT, mention_total_limit=5),
        _rule("Names", 6, {"type": 4}, keyword_filter=["x"]) | {"event_type": 2},
    )
    for body in others:
        await visitor.call("POST", _RULES, GUILD, status=200, body=body)
        await visitor.call("POST", _RULES, GUILD, status=400, body=body)
    assert len(await visitor.call("GET", _RULES, GUILD, status=200)) == 5
    await visitor.call("GET", _RULE, GUILD, rule["id"], status=200)
    change = {
        "name": "Fewer words",
        "trigger_metadata": {"keyword_filter": ["worse"]},
        "actions": [_BLOCK],
        "enabled": False,
    }
    changed = await visitor.call("PATCH", _RULE, GUILD, rule["id"], status=200, body=change)
    assert changed["trigger_metadata"]["keyword_filter"] == ["worse"]
    await visitor.call("DELETE", _RULE, GUILD, rule["id"], status=204)
    await visitor.call("GET", _RULE, GUILD, rule["id"], status=404)


async def refusals(visitor: Visitor) -> None:
    long_word = {"name": "W", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["x" * 61]}}
    refused = await visitor.call("POST", _RULES, GUILD, status=400, body=long_word | {"actions": [_BLOCK]}, valid=False)
    assert "trigger_metadata" in refused["errors"]
    quarantine = {"name": "W", "event_type": 1, "trigger_type": 3, "actions": [{"type": 4}]}
    await visitor.call("POST", _RULES, GUILD, status=400, body=quarantine)


def _rule(name: str, trigger_type: int, action: object, **metadata: object) -> dict[str, Any]:
    return {
        "name": name,
        "event_type": 1,
        "trigger_type": trigger_type,
        "trigger_metadata": metadata,
        "actions": [action],
    }

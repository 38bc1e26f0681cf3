"""Guilds, their audit log, and search."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL, GUILD, MEMBER, MODERATOR

_GUILD = "/guilds/{guild_id}"
_LOG = f"{_GUILD}/audit-logs"
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


async def show_and_change(visitor: Visitor) -> None:
    await visitor.call("GET", _GUILD, GUILD, status=200)
    counted = await visitor.call("GET", _GUILD, GUILD, status=200, query={"with_counts": True})
    assert counted["approximate_member_count"] == 4
    body = {"name": "Another hall", "icon": _PIXEL, "system_channel_id": str(CHANNEL), "verification_level": 2}
    await visitor.call("PATCH", _GUILD, GUILD, status=200, body=body)
    await visitor.call("GET", f"{_GUILD}/preview", GUILD, status=200)


async def audit_log(visitor: Visitor) -> None:
    await visitor.call("PATCH", f"{_GUILD}/members/{{user_id}}", GUILD, MEMBER, status=200, body={"nick": "D"})
    await visitor.call("DELETE", f"{_GUILD}/members/{{user_id}}", GUILD, MODERATOR, status=204)
    log = await visitor.call("GET", _LOG, GUILD, status=200, query={"limit": 100})
    kick, update = log["audit_log_entries"]
    assert kick["action_type"] == 20
    assert update["changes"] == [{"key": "nick", "new_value": "D"}]
    query = {"user_id": kick["user_id"], "target_id": kick["target_id"], "action_type": 20, "before": str(2**62)}
    assert len((await visitor.call("GET", _LOG, GUILD, status=200, query=query))["audit_log_entries"]) == 1
    after = await visitor.call("GET", _LOG, GUILD, status=200, query={"after": "0"})
    assert after["audit_log_entries"][0] == update


async def search(visitor: Visitor) -> None:
    messages = "/channels/{channel_id}/messages"
    for content in ("an apple", "a pear"):
        await visitor.call("POST", messages, CHANNEL, status=200, body={"content": content})
    query = {"content": "apple", "channel_id": [str(CHANNEL)], "limit": 25, "sort_order": "asc"}
    found = await visitor.call("GET", f"{_GUILD}/messages/search", GUILD, status=200, query=query)
    assert found["total_results"] == 1


async def refusals(visitor: Visitor) -> None:
    await visitor.call("GET", _GUILD, 1, status=404)
    await visitor.call("GET", _GUILD, "abc", status=400)
    await visitor.call("GET", _LOG, GUILD, status=400, query={"limit": 101}, valid=False)
    await visitor.call("PATCH", _GUILD, GUILD, status=400, body={"name": "x"}, valid=False)
    await visitor.call("GET", _GUILD, GUILD, status=401, headers={"Authorization": "Bot wrong"})

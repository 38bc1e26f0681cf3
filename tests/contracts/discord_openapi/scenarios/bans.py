"""Bans."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import GUILD, MEMBER, MODERATOR, OWNER, STRANGER

_BANS = "/guilds/{guild_id}/bans"
_BAN = f"{_BANS}/{{user_id}}"


async def ban_and_unban(visitor: Visitor) -> None:
    body = {"delete_message_seconds": 604_800}
    await visitor.call("PUT", _BAN, GUILD, MEMBER, status=204, body=body, headers={"X-Audit-Log-Reason": "spam"})
    shown = await visitor.call("GET", _BAN, GUILD, MEMBER, status=200)
    assert shown["reason"] == "spam"
    await visitor.call("PUT", _BAN, GUILD, STRANGER, status=204)
    listed = await visitor.call("GET", _BANS, GUILD, status=200, query={"limit": 1, "after": "0"})
    assert len(listed) == 1
    await visitor.call("GET", _BANS, GUILD, status=200, query={"before": "1"})
    await visitor.call("DELETE", _BAN, GUILD, MEMBER, status=204)


async def bulk_ban(visitor: Visitor) -> None:
    body = {"user_ids": [str(MEMBER), str(OWNER)], "delete_message_seconds": 0}
    answer = await visitor.call("POST", "/guilds/{guild_id}/bulk-ban", GUILD, status=200, body=body)
    assert answer == {"banned_users": [str(MEMBER)], "failed_users": [str(OWNER)]}


async def prune(visitor: Visitor) -> None:
    path = "/guilds/{guild_id}/prune"
    await visitor.call("GET", path, GUILD, status=200, query={"days": 7, "include_roles": [str(MODERATOR)]})
    await visitor.call("POST", path, GUILD, status=200, body={"days": 30, "compute_prune_count": True})
    uncounted = await visitor.call("POST", path, GUILD, status=200, body={"compute_prune_count": False})
    assert uncounted == {"pruned": None}


async def refusals(visitor: Visitor) -> None:
    too_long = {"delete_message_seconds": 604_801}
    await visitor.call("PUT", _BAN, GUILD, MEMBER, status=400, body=too_long, valid=False)
    await visitor.call("PUT", _BAN, GUILD, OWNER, status=403)
    await visitor.call("GET", _BAN, GUILD, MEMBER, status=404)
    await visitor.call("PUT", _BAN, GUILD, 1, status=404)
    nobody = {"user_ids": [str(OWNER)]}
    await visitor.call("POST", "/guilds/{guild_id}/bulk-ban", GUILD, status=400, body=nobody)

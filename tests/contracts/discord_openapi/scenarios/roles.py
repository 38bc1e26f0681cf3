"""Roles."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT_ROLE, GUILD, LOW_ROLE

_ROLES = "/guilds/{guild_id}/roles"
_ROLE = f"{_ROLES}/{{role_id}}"


async def create_change_delete(visitor: Visitor) -> None:
    body = {"name": "Helpers", "permissions": "1024", "color": 0x5865F2, "hoist": True, "mentionable": True}
    role = await visitor.call("POST", _ROLES, GUILD, status=200, body=body)
    assert role["permissions"] == "1024"
    changed = await visitor.call(
        "PATCH", _ROLE, GUILD, role["id"], status=200, body={"name": "Guides", "permissions": 0}
    )
    assert changed["name"] == "Guides"
    await visitor.call("DELETE", _ROLE, GUILD, role["id"], status=204)
    await visitor.call("POST", _ROLES, GUILD, status=200, body={})


async def show_and_order(visitor: Visitor) -> None:
    await visitor.call("GET", _ROLES, GUILD, status=200)
    await visitor.call("GET", _ROLE, GUILD, LOW_ROLE, status=200)
    counts = await visitor.call("GET", f"{_ROLES}/member-counts", GUILD, status=200)
    assert counts[str(BOT_ROLE)] == 1
    moved = await visitor.call("PATCH", _ROLES, GUILD, status=200, body=[{"id": str(LOW_ROLE), "position": 2}])
    assert {role["id"]: role["position"] for role in moved}[str(LOW_ROLE)] == 2


async def refusals(visitor: Visitor) -> None:
    await visitor.call("PATCH", _ROLE, GUILD, BOT_ROLE, status=403, body={"name": "mine"})
    await visitor.call("DELETE", _ROLE, GUILD, GUILD, status=400)
    await visitor.call("GET", _ROLE, GUILD, 1, status=404)
    await visitor.call("POST", _ROLES, GUILD, status=400, body={"color": 1 << 24}, valid=False)

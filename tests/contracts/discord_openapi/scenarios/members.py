"""Members."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import GUILD, LOW_ROLE, MEMBER, MODERATOR, OWNER

_MEMBERS = "/guilds/{guild_id}/members"
_MEMBER = f"{_MEMBERS}/{{user_id}}"
_ROLE = f"{_MEMBER}/roles/{{role_id}}"


async def list_and_search(visitor: Visitor) -> None:
    listed = await visitor.call("GET", _MEMBERS, GUILD, status=200, query={"limit": 2, "after": 0})
    assert [each["user"]["id"] for each in listed] == sorted(each["user"]["id"] for each in listed)
    found = await visitor.call("GET", f"{_MEMBERS}/search", GUILD, status=200, query={"query": "DA", "limit": 1000})
    assert [each["user"]["username"] for each in found] == ["dana"]
    await visitor.call("GET", _MEMBER, GUILD, OWNER, status=200)


async def change(visitor: Visitor) -> None:
    body = {
        "nick": "Dana D.",
        "roles": [str(LOW_ROLE)],
        "mute": True,
        "communication_disabled_until": "2026-03-02T00:00:00+00:00",
    }
    changed = await visitor.call("PATCH", _MEMBER, GUILD, MEMBER, status=200, body=body)
    assert changed["communication_disabled_until"] == "2026-03-02T00:00:00.000000+00:00"
    await visitor.call("PATCH", _MEMBER, GUILD, MEMBER, status=200, body={"communication_disabled_until": None})
    await visitor.call("PATCH", f"{_MEMBERS}/@me", GUILD, status=200, body={"nick": "the bot"})


async def roles(visitor: Visitor) -> None:
    await visitor.call("PUT", _ROLE, GUILD, MEMBER, LOW_ROLE, status=204)
    await visitor.call("DELETE", _ROLE, GUILD, MEMBER, LOW_ROLE, status=204)


async def kick(visitor: Visitor) -> None:
    await visitor.call("DELETE", _MEMBER, GUILD, MODERATOR, status=204)
    await visitor.call("DELETE", _MEMBER, GUILD, MODERATOR, status=404)


async def refusals(visitor: Visitor) -> None:
    later = {"communication_disabled_until": "2026-05-01T00:00:00+00:00"}
    await visitor.call("PATCH", _MEMBER, GUILD, MEMBER, status=400, body=later)
    await visitor.call("PATCH", _MEMBER, GUILD, OWNER, status=403, body={"nick": "boss"})
    await visitor.call("PATCH", _MEMBER, GUILD, MEMBER, status=400, body={"nick": "x" * 33}, valid=False)
    await visitor.call("PATCH", _MEMBER, GUILD, MEMBER, status=400, body={"channel_id": None})
    await visitor.call("PUT", _ROLE, GUILD, MEMBER, 1, status=404)
    await visitor.call("GET", _MEMBERS, GUILD, status=400, query={"limit": 0}, valid=False)
    await visitor.call("GET", f"{_MEMBERS}/search", GUILD, status=400)

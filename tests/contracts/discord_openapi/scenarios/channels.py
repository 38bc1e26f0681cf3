"""Channels and overwrites."""

from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, LOW_ROLE, MEMBER

_CHANNELS = "/guilds/{guild_id}/channels"
_CHANNEL = "/channels/{channel_id}"
_OVERWRITE = f"{_CHANNEL}/permissions/{{overwrite_id}}"


async def create_change_delete(visitor: Visitor) -> None:
    category = await visitor.call("POST", _CHANNELS, GUILD, status=201, body={"name": "Talk", "type": 4})
    overwrites = [{"id": str(GUILD), "type": 0, "deny": 2048}]
    for kind in (0, 2, 5, 15):
        body = {"name": "A place", "type": kind, "parent_id": category["id"], "permission_overwrites": overwrites}
        created = await visitor.call("POST", _CHANNELS, GUILD, status=201, body=body)
        await visitor.call("GET", _CHANNEL, created["id"], status=200)
    change = {"name": "elsewhere", "parent_id": None, "rate_limit_per_user": 21_600, "nsfw": True}
    changed = await visitor.call("PATCH", _CHANNEL, created["id"], status=200, body=change)
    assert changed["parent_id"] is None
    await visitor.call("DELETE", _CHANNEL, created["id"], status=200)
    await visitor.call("DELETE", _CHANNEL, category["id"], status=200)


async def show_and_order(visitor: Visitor) -> None:
    listed = await visitor.call("GET", _CHANNELS, GUILD, status=200)
    assert [each["id"] for each in listed] == [str(CHANNEL)]
    await visitor.call("PATCH", _CHANNELS, GUILD, status=204, body=[{"id": str(CHANNEL), "position": 3}])


async def overwrites(visitor: Visitor) -> None:
    await visitor.call("PUT", _OVERWRITE, CHANNEL, LOW_ROLE, status=204, body={"type": 0, "allow": 1024, "deny": 2048})
    await visitor.call("PUT", _OVERWRITE, CHANNEL, MEMBER, status=204, body={"type": 1, "deny": 2048})
    shown = await visitor.call("GET", _CHANNEL, CHANNEL, status=200)
    assert len(shown["permission_overwrites"]) == 2
    await visitor.call("DELETE", _OVERWRITE, CHANNEL, LOW_ROLE, status=204)
    await visitor.call("DELETE", _OVERWRITE, CHANNEL, LOW_ROLE, status=404)


async def typing(visitor: Visitor) -> None:
    await visitor.call("POST", f"{_CHANNEL}/typing", CHANNEL, status=204)


async def refusals(visitor: Visitor) -> None:
    visitor.world.add_channel(Channel(id=77, type=ChannelType.DM, recipients=[MEMBER, BOT]))
    visitor.world.add_channel(Channel(id=78, type=ChannelType.DM, recipients=[MEMBER]))
    await visitor.call("GET", _CHANNEL, 77, status=200)
    await visitor.call("GET", _CHANNEL, 78, status=403)
    await visitor.call("GET", _CHANNEL, 1, status=404)
    await visitor.call("PATCH", _CHANNEL, CHANNEL, status=400, body={"name": ""}, valid=False)
    await visitor.call("PATCH", _CHANNEL, CHANNEL, status=400, body={"parent_id": str(CHANNEL)})
    await visitor.call("POST", _CHANNELS, GUILD, status=400, body={}, valid=False)

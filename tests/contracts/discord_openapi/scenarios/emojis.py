"""Emojis."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import GUILD

_EMOJIS = "/guilds/{guild_id}/emojis"
_EMOJI = f"{_EMOJIS}/{{emoji_id}}"
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


async def create_change_delete(visitor: Visitor) -> None:
    created = await visitor.call("POST", _EMOJIS, GUILD, status=201, body={"name": "blob", "image": _PIXEL})
    assert created["animated"]
    await visitor.call("GET", _EMOJI, GUILD, created["id"], status=200)
    assert len(await visitor.call("GET", _EMOJIS, GUILD, status=200)) == 1
    await visitor.call("PATCH", _EMOJI, GUILD, created["id"], status=200, body={"name": "blobby"})
    await visitor.call("DELETE", _EMOJI, GUILD, created["id"], status=204)
    await visitor.call("GET", _EMOJI, GUILD, created["id"], status=404)
    await visitor.call("POST", _EMOJIS, GUILD, status=400, body={"name": "blob", "image": "no image"})

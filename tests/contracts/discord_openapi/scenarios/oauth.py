"""What a bearer token may read. The token endpoints themselves are not in the document."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import MEMBER


async def bearer(visitor: Visitor) -> None:
    headers = {"Authorization": f"Bearer {visitor.bearer_of(MEMBER, 'identify', 'email', 'guilds')}"}
    authorization = await visitor.call("GET", "/oauth2/@me", status=200, headers=headers)
    assert authorization["scopes"] == ["email", "guilds", "identify"]
    await visitor.call("GET", "/users/@me", status=200, headers=headers)
    await visitor.call("GET", "/users/@me/guilds", status=200, headers=headers)
    await visitor.call("GET", "/gateway/bot", status=401, headers=headers)

"""Find out who sent a request, from its `Authorization`."""

from hmac import compare_digest

from infra.discord_sim.oauth.grants import Grants
from infra.discord_sim.rest.call import Caller
from infra.discord_sim.rest.refusals import unauthorized
from infra.discord_sim.rest.routes import Access
from infra.discord_sim.simulator import Simulator


def identify(simulator: Simulator, grants: Grants, header: str | None, access: Access) -> Caller:
    """Return the caller; raise 401 for credentials that do not count, or do not fit the route."""
    if access is Access.CLIENT:
        return Caller()
    if header is None:
        if access is Access.OPEN:
            return Caller()
        raise unauthorized()
    scheme, _, token = header.partition(" ")
    if scheme == "Bot" and _is_bot_token(simulator, token):
        client_id = simulator.options.credentials.client_id
        return Caller(user_id=simulator.world.applications[client_id].bot_id)
    grant = grants.find(token) if scheme == "Bearer" and access is not Access.BOT else None
    if grant is None:
        raise unauthorized()
    return Caller(user_id=grant.user_id, grant=grant)


def _is_bot_token(simulator: Simulator, token: str) -> bool:
    return compare_digest(token.encode(), simulator.bot_token.encode())

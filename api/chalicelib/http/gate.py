"""The gate that every request passes: who calls, whether their login still runs, and whether they ask too often.

One round trip to Redis answers it. Without Redis, the gate is closed to logins, which need it anyway, and to what is
heavy; everything else goes on uncounted, and whether a login still runs is then read from its table.
"""

import logging
from contextlib import suppress
from typing import Final

from chalice.app import Request

from chalicelib.http.addresses import client_address
from chalicelib.http.declaration import Access, Route
from chalicelib.http.pace import Pace, counters_of
from chalicelib.services import Services
from shared.features.logins.endings import ended_key
from shared.kernel.callers import Caller
from shared.kernel.errors import (
    CsrfError,
    LoginEndedError,
    NotFoundError,
    RateLimitedError,
    StoreUnavailableError,
    UnauthenticatedError,
)

OWN_PAGE_HEADER: Final = "X-Guildhall"
_CLOSED_WITHOUT_REDIS: Final = {Pace.LOGIN, Pace.HEAVY}

log = logging.getLogger(__name__)


def pass_gate(route: Route, services: Services, request: Request) -> Caller | None:
    """Return who calls, None where the route does not ask for it; a request that is refused is counted, too.

    Raise `RateLimitedError`, `UnauthenticatedError`, `LoginEndedError`, `CsrfError` or `StoreUnavailableError`.
    """
    caller, refusal = None, None
    try:
        caller = _identify(route, services, request)
    except (UnauthenticatedError, CsrfError) as error:
        refusal = error
    _admit(route, services, request, caller)
    if refusal is not None:
        raise refusal
    return caller


def end_login_of(caller: Caller, services: Services) -> None:
    """End a login that Discord no longer stands behind."""
    with suppress(NotFoundError, StoreUnavailableError):  # then it ends at the next request that asks Discord
        services.login_endings.end(caller.user_id, caller.login_id)


def _identify(route: Route, services: Services, request: Request) -> Caller | None:
    if route.access is Access.OWN_PAGE and request.headers.get(OWN_PAGE_HEADER) != "1":
        raise CsrfError
    if route.access in (Access.PUBLIC, Access.OWN_PAGE):
        return None
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise UnauthenticatedError
    return services.access_tokens.caller_of(token, services.clock())


def _admit(route: Route, services: Services, request: Request, caller: Caller | None) -> None:
    peer = (request.context.get("identity") or {}).get("sourceIp") or ""
    proxies = services.config.trusted_proxies
    address = client_address(request.headers.get("x-forwarded-for", ""), peer, proxies)
    marks = [] if caller is None else [ended_key(caller.login_id)]
    counters = counters_of(route.pace, address, caller, services.config.rate_limit_factor)
    try:
        admission = services.admission.ask(marks, counters)
    except StoreUnavailableError as error:
        log.warning("gate.without_redis", exc_info=error.__cause__)
        if route.pace in _CLOSED_WITHOUT_REDIS:
            raise
        if caller is not None and not services.login_endings.is_running(caller):
            raise LoginEndedError from error
        return
    if admission.retry_after_seconds is not None:
        raise RateLimitedError(retry_after_seconds=admission.retry_after_seconds)
    if admission.is_ended:
        raise LoginEndedError

"""Asks Discord: a permit first, then the request, and again where that is safe."""

import random
import time
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec

from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Demand, Lane, Outcome, Permit
from shared.adapters.discord.payloads import Decoder, encode
from shared.adapters.discord.reasons import audit_log_reason
from shared.adapters.discord.refusals import refusal
from shared.adapters.discord.routes import Route
from shared.adapters.discord.transport import NO_ANSWER, NoAnswerError, NotSentError, Sent, Transport
from shared.kernel.errors import DiscordBusyError, DiscordUnavailableError

T = TypeVar("T")
QueryValue = int | str | bool | Sequence[int | str] | None
ATTEMPTS: Final = 4
PAUSE_SECONDS: Final = 0.25  # before the second attempt; twice that before the third, with jitter
_READS: Final = frozenset({"GET", "HEAD"})
_TOO_MANY: Final = 429


class Limiter(Protocol):
    def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        """Raise `DiscordBusyError`."""

    def report(self, permit: Permit, outcome: Outcome) -> None:
        """Every permit is reported once."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """`body` is encoded as JSON; `is_repeatable`: doing it twice is as good as once (None: POST alone is not)."""

    route: Route
    query: Mapping[str, QueryValue] = {}
    body: object = None
    lane: Lane | None = None
    sub_limit: str = ""
    is_repeatable: bool | None = None


class DiscordClient:
    """Safe between threads. Where only the channel is known, it stands for its guild when turns are given out."""

    def __init__(self, transport: Transport, limiter: Limiter) -> None:
        self._transport = transport
        self._limiter = limiter

    def request(self, request: Request, decoder: Decoder[T], errand: Errand) -> T:
        """Return the answer's body; raise `DiscordApiError`, `DiscordBusyError` or `DiscordUnavailableError`."""
        return decoder.decode(self.send(request, errand).body)

    def send(self, request: Request, errand: Errand) -> Sent:
        """Return the 2xx answer; raise as `request` does."""
        until = time.monotonic() + errand.patience_seconds
        query = urlencode(_query(request.query), doseq=True)
        body = None if request.body is None else encode(request.body)
        headers = _headers(request, errand)
        sent: Sent | DiscordUnavailableError = DiscordUnavailableError()
        for attempt in range(ATTEMPTS):
            if attempt and not self._pause(sent, attempt, until):
                break
            before, sent = sent, self._attempt(request, errand, until, (query, body, headers))
            if isinstance(sent, Sent) and (sent.status < 300 or _is_done_already(request, before, sent)):
                return sent
            if not _may_repeat(request, errand, sent):
                break
        raise _error(sent)

    def _attempt(
        self, request: Request, errand: Errand, until: float, message: tuple[str, bytes | None, dict[str, str]]
    ) -> Sent | DiscordUnavailableError:
        demand = _demand(request, errand)
        permit = self._limiter.acquire(demand, max(0.0, until - time.monotonic()))
        outcome = NO_ANSWER
        try:
            sent = self._transport.send(request.route.method, request.route.path, *message)
            outcome = sent.outcome
        except NotSentError as error:
            outcome = Outcome(is_unused=True)
            return error
        except NoAnswerError as error:
            return error
        finally:
            self._limiter.report(permit, outcome)
        return sent

    def _pause(self, last: Sent | DiscordUnavailableError, attempt: int, until: float) -> bool:
        """Wait before another attempt; return whether there is time for one. After a 429 the limiter waits."""
        if isinstance(last, Sent) and last.status == _TOO_MANY:
            return True
        seconds = PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 – spreads callers
        if time.monotonic() + seconds > until:
            return False
        time.sleep(seconds)
        return True


def _is_done_already(request: Request, before: Sent | DiscordUnavailableError, sent: Sent) -> bool:
    """Whether what is to be deleted is gone because of the attempt before, which had no good answer."""
    is_unclear = isinstance(before, NoAnswerError) or (isinstance(before, Sent) and before.status >= 500)
    return is_unclear and request.route.method == "DELETE" and sent.status == 404


def _may_repeat(request: Request, errand: Errand, last: Sent | DiscordUnavailableError) -> bool:
    if isinstance(last, NotSentError):
        return True
    if isinstance(last, Sent) and last.status == _TOO_MANY:
        return True
    is_trouble = isinstance(last, NoAnswerError) or (isinstance(last, Sent) and last.status >= 500)
    is_repeatable = request.route.method != "POST" if request.is_repeatable is None else request.is_repeatable
    return is_trouble and is_repeatable and not errand.is_once


def _error(last: Sent | DiscordUnavailableError) -> Exception:
    if not isinstance(last, Sent):
        return last
    if last.status == _TOO_MANY:
        return DiscordBusyError(retry_after_seconds=last.outcome.retry_after_ms / 1000, details={"limit": "discord"})
    if last.status >= 500 or last.status < 400:
        return DiscordUnavailableError()
    return refusal(last.status, last.body)


def _demand(request: Request, errand: Errand) -> Demand:
    route = request.route
    usual = request.lane or (Lane.READ if route.method in _READS else Lane.INTERACTIVE)
    return Demand(
        route=route.key,
        major=route.major,
        sub_limit=request.sub_limit,
        guild=route.values.get("guild_id") or route.major,
        lane=errand.lane or usual,
        is_exempt=route.is_exempt,
    )


def _headers(request: Request, errand: Errand) -> dict[str, str]:
    if request.route.method in _READS or not errand.actor:
        return {}
    return {"X-Audit-Log-Reason": audit_log_reason(errand.actor, errand.reason)}


def _query(given: Mapping[str, QueryValue]) -> dict[str, str | list[str]]:
    return {name: _query_value(value) for name, value in given.items() if value is not None}


def _query_value(value: QueryValue) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | str):
        return str(value)
    return [str(each) for each in value or ()]

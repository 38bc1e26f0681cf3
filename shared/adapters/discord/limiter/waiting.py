"""How one request waits for its permit: steps without I/O, for threads and for asyncio alike."""

import random
import secrets
import time
from collections.abc import Callable, Generator

import msgspec

from shared.adapters.discord.limiter.model import Answer, Ask, Demand, Limits, Outcome, Permit, Report
from shared.adapters.discord.limiter.stock import Stock
from shared.kernel.errors import DiscordBusyError

JITTER_MS = 4.0


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """To do: exchange this with the store, and go on with the answer."""

    ask: Ask
    reports: list[Report]


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """To do: wait, and go on."""

    milliseconds: float


Steps = Generator[Exchange | Pause, Answer | None, Permit]


def own_clock_ms() -> float:
    return time.monotonic() * 1000


class Waiting:
    """The requests of one process, as they wait. Whoever drives the steps does the I/O and passes the answers in."""

    def __init__(self, limits: Limits, now_ms: Callable[[], float] = own_clock_ms) -> None:
        self._now_ms = now_ms
        self._stock = Stock(limits, now_ms)

    def steps(self, demand: Demand, patience_seconds: float) -> Steps:
        """End with a permit; raise `DiscordBusyError` as soon as none can come in time."""
        ticket, until = secrets.token_hex(8), self._now_ms() + patience_seconds * 1000
        order: float | None = None
        while (permit := self._stock.take(demand)) is None:
            asked_at = self._now_ms()
            answer = yield Exchange(
                ask=Ask(
                    ticket=ticket,
                    demand=demand,
                    patience_ms=max(0.0, until - asked_at),
                    wish=self._stock.wish(demand),
                    order=order,
                ),
                reports=self._stock.reports(),
            )
            if answer is None:
                raise TypeError("an exchange goes on with its answer")
            if answer.granted:
                return self._stock.put(demand, ticket, answer, asked_at)
            if answer.is_refused:
                raise DiscordBusyError(
                    retry_after_seconds=answer.wait_ms / 1000, details={"limit": answer.why or "unknown"}
                )
            order = answer.order or order
            yield Pause(milliseconds=answer.wait_ms + random.uniform(0.5, JITTER_MS))  # noqa: S311 – spreads callers
        return permit

    def tell(self, permit: Permit, outcome: Outcome) -> list[Report]:
        """Note what came of a permit; return what is to be told to the store now."""
        return self._stock.reports() if self._stock.tell(permit, outcome) else []

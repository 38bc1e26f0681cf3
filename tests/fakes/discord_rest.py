"""A Discord that answers as it is told to, and a limiter that lets everything pass."""

from collections.abc import Mapping

from shared.adapters.discord.limiter.model import Demand, Outcome, Permit
from shared.adapters.discord.transport import NoAnswerError, NotSentError, Sent

Scripted = Sent | NoAnswerError | NotSentError


def an_answer(status: int = 200, body: bytes = b"{}", *, scope: str = "", retry_after_ms: float = 0.0) -> Sent:
    outcome = Outcome(status=status, scope=scope, retry_after_ms=retry_after_ms)
    return Sent(status=status, body=body, outcome=outcome)


class FakeTransport:
    """Gives the answers in their order, the last one again and again; remembers what it was sent."""

    def __init__(self, *answers: Scripted) -> None:
        self._answers = list(answers)
        self.sent: list[tuple[str, str, str, bytes | None, Mapping[str, str]]] = []

    def send(self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        self.sent.append((method, path, query, body, headers))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Sent):
            return answer
        raise answer


class FakeLimiter:
    """Remembers what was wanted, and what came of it."""

    def __init__(self) -> None:
        self.wanted: list[tuple[Demand, float]] = []
        self.reported: list[Outcome] = []

    def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        self.wanted.append((demand, patience_seconds))
        return Permit(id=str(len(self.wanted)), place="", demand=demand)

    def report(self, permit: Permit, outcome: Outcome) -> None:
        assert int(permit.id) == len(self.wanted)
        self.reported.append(outcome)

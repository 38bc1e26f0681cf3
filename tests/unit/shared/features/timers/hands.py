"""The service and several workers on stores in memory, and what a test does with them."""

from datetime import timedelta

from shared.features.cases.model import CaseKind, Ending
from shared.features.timers.lifting import Lifting, Outcome
from shared.features.timers.model import TimerKind, TimerView
from shared.features.timers.rejoining import Rejoining
from shared.features.timers.service import TimerService
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import FakeClock
from tests.fakes.notices import FakeNotices
from tests.fakes.sanctions import FakeSanctions
from tests.fakes.timers import FakeTimers


class Hands:
    """`steady` is the workers' clock that never jumps; `pauses` how often the service waited."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store, self.discord, self.notices = FakeTimers(), FakeSanctions(), FakeNotices()
        self.cases = a_case_service(FakeCases(), self.clock)
        self.pauses = 0
        self.timers = TimerService(self.store, self.cases, self.notices, self.clock, self._pause)
        self.steady = 0.0
        self.rejoining = Rejoining(self.store, self.discord)

    def worker(self) -> Lifting:
        return Lifting(self.store, self.timers, self.discord, lambda: self.steady)

    def case(self, kind: CaseKind = CaseKind.BAN) -> int:
        return self.cases.open(a_new_case(kind=kind)).number

    def ban_for_an_hour(self, user_id: Snowflake = MALLORY.user_id) -> TimerView:
        """Do what an act does: a case, the ban, its timer."""
        number = self.case()
        self.discord.ban(user_id, number)
        return self.set(number, TimerKind.BAN, user_id)

    def set(
        self,
        number: int,
        kind: TimerKind = TimerKind.BAN,
        user_id: Snowflake = MALLORY.user_id,
        role_id: Snowflake | None = None,
        hours: float = 1,
    ) -> TimerView:
        due_at = self.discord.time + timedelta(hours=hours)
        return self.timers.set(GUILD, kind, user_id, role_id, due_at, number, ADA)

    def pass_time(self, **units: float) -> None:
        self.clock.pass_time(**units)
        self.discord.pass_time(**units)
        self.steady += timedelta(**units).total_seconds()

    def look(self, worker: Lifting) -> list[Outcome]:
        """Have a worker try all that is due."""
        return [worker.attempt(due) for due in worker.queue().places]

    def ending(self, number: int) -> Ending | None:
        return self.cases.get(GUILD, number).ending

    def _pause(self, _: int) -> None:
        self.pauses += 1

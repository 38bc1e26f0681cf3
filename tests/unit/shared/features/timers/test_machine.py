"""Whatever people, clocks, deaths and Discord do in any order: what is lifted was ours and due, and once.

A model beside the real code says who set the ban that is there, and which case's timer counts.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.features.cases.model import CaseKind, EndedBy
from shared.features.timers.claims import ABANDONED_SECONDS
from shared.features.timers.lifting import Lifting
from shared.features.timers.model import TimerKind
from shared.kernel.errors import DiscordForbiddenError, DiscordUnavailableError, StoreUnavailableError
from tests.factories.cases import ADA, MALLORY
from tests.factories.events import GUILD
from tests.unit.shared.features.timers.hands import Hands

USER: Final = MALLORY.user_id
BY_HAND: Final = "spam"
STEPS: Final = (
    *("before look", "after look", "before write", "after write"),
    *("before lift", "after lift", "before remove", "after remove"),
)


class Killed(BaseException):
    """`kill -9`."""


def while_a_timer_runs(machine: "Bans") -> bool:
    return bool(machine.hands.store.stored)


class Bans(RuleBasedStateMachine):
    """`due_at` is when the ban that is there should end by itself; None: never, or there is none of ours."""

    @initialize()
    def begin(self) -> None:
        self.hands = Hands()
        self.workers: list[Lifting] = [self.hands.worker(), self.hands.worker()]
        self.due_at: datetime | None = None
        self.early = 0.0

    @rule(minutes=st.integers(1, 20))
    def ban_for_a_while(self, minutes: int) -> None:
        """A moderator bans, or prolongs or shortens what is there: also where Discord keeps the first reason."""
        number = self.hands.case()
        self._settle_lifts()
        if self.hands.discord.bans.get(USER) == BY_HAND:
            del self.hands.discord.bans[USER]  # they lift the other one first: else it would stay theirs
        self.hands.discord.ban(USER, number)
        self.hands.set(number, hours=minutes / 60)
        self.due_at = self.hands.discord.time + timedelta(minutes=minutes)

    @precondition(while_a_timer_runs)
    @rule()
    def ban_for_good(self) -> None:
        number = self.hands.case()
        self._settle_lifts()
        self.hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.SUPERSEDED, ADA, number)
        self.hands.discord.ban(USER, number)
        self.due_at = None

    @precondition(while_a_timer_runs)
    @rule()
    def unban(self) -> None:
        number = self.hands.case(CaseKind.UNBAN)
        self.hands.discord.bans.clear()
        self.hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.LIFTED, ADA, number)
        self.due_at = None

    @precondition(while_a_timer_runs)
    @rule()
    def somebody_in_discord_lifts_it_and_bans_anew(self) -> None:
        """Nobody tells us: only the reason does."""
        self.hands.discord.bans.clear()
        self.hands.discord.ban(USER, None)
        self.due_at = None

    @precondition(while_a_timer_runs)
    @rule()
    def somebody_in_discord_unbans(self) -> None:
        self.hands.discord.bans.clear()
        self.due_at = None

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes: int) -> None:
        self.hands.pass_time(minutes=minutes)

    @rule(early=st.sampled_from([0.0, 0.0, 0.0, 30.0]))
    def workers_look_at_the_time_or_before(self, early: float) -> None:
        self.early = early

    @rule(days=st.integers(-400, 400))
    def our_clock_is_set(self, days: int) -> None:
        self.hands.clock.pass_time(days=days)

    @rule(which=st.integers(0, 1))
    def a_worker_looks(self, which: int) -> None:
        self._look(which)

    @precondition(while_a_timer_runs)
    @rule(which=st.integers(0, 1), step=st.sampled_from(STEPS))
    def a_worker_is_killed(self, which: int, step: str) -> None:
        def die(where: str) -> None:
            if where == step:
                raise Killed

        self._meanwhile(die)
        try:
            self._look(which)
        except Killed:
            self.workers[which] = self.hands.worker()
        self._meanwhile(lambda _: None)

    @precondition(while_a_timer_runs)
    @rule(which=st.integers(0, 1), step=st.sampled_from(STEPS))
    def the_other_looks_in_the_middle(self, which: int, step: str) -> None:
        met: list[str] = []

        def meet(where: str) -> None:
            if where == step and not met:
                met.append(where)
                self._look(1 - which)

        self._meanwhile(meet)
        self._look(which)
        self._meanwhile(lambda _: None)

    @precondition(while_a_timer_runs)
    @rule(which=st.integers(0, 1), refusal=st.sampled_from([DiscordForbiddenError(), DiscordUnavailableError()]))
    def discord_refuses(self, which: int, refusal: DiscordForbiddenError | DiscordUnavailableError) -> None:
        self.hands.discord.refusal = refusal
        self._look(which)
        self.hands.discord.refusal = None

    @precondition(while_a_timer_runs)
    @rule(which=st.integers(0, 1))
    def discords_answer_is_lost(self, which: int) -> None:
        self.hands.discord.loses_answers = DiscordUnavailableError()
        self._look(which)
        self.hands.discord.loses_answers = None

    @precondition(while_a_timer_runs)
    @rule(which=st.integers(0, 1), step=st.sampled_from(["before write", "before remove"]))
    def our_store_throttles(self, which: int, step: str) -> None:
        def throttle(where: str) -> None:
            if where == step:
                raise StoreUnavailableError

        self.hands.store.meanwhile = throttle
        with suppress(StoreUnavailableError):
            self._look(which)
        self.hands.store.meanwhile = lambda _: None

    @precondition(lambda self: self.due_at is not None)
    @rule()
    def in_the_end_what_is_ours_and_due_is_lifted(self) -> None:
        assert self.due_at is not None
        wait = max(self.due_at - self.hands.discord.time, timedelta())
        self.hands.pass_time(seconds=wait.total_seconds() + 1)
        for _ in range(4):
            self._look(0)
            self.hands.pass_time(hours=7, seconds=ABANDONED_SECONDS)

        assert USER not in self.hands.discord.bans
        assert self.hands.timers.of_guild(GUILD) == []

    @invariant()
    def nothing_was_lifted_twice(self) -> None:
        if hasattr(self, "hands"):
            lifted = self.hands.discord.lifted
            assert len(lifted) == len(set(lifted))

    def _look(self, which: int) -> None:
        """Let a worker try, and hold what it lifts against the model at that very moment."""
        discord = self.hands.discord
        there, due_at, before = USER in discord.bans, self.due_at, len(discord.lifted)
        if there and due_at is not None:
            self.hands.pass_time(seconds=max(0.0, (due_at - discord.time).total_seconds() - self.early))
        try:
            self.hands.look(self.workers[which])
        finally:
            if len(discord.lifted) > before:
                assert there
                assert due_at is not None, "somebody else's, or for good"
                assert discord.time >= due_at, "too early"
                self.due_at = None

    def _settle_lifts(self) -> None:
        """What is lifted was lifted: the model knows already."""
        if USER not in self.hands.discord.bans:
            self.due_at = None

    def _meanwhile(self, act: Callable[[str], None]) -> None:
        self.hands.discord.meanwhile = self.hands.store.meanwhile = act


Bans.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestBans = Bans.TestCase

"""Writers of a guild take turns where they can; without the lock they go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from shared.features.cases.service import CaseService
from shared.features.cases.turns import LockedTurns
from shared.kernel.errors import ConflictError, StoreUnavailableError
from tests.factories.cases import a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases
from tests.fakes.clock import FakeClock
from tests.fakes.notices import FakeNotices
from tests.fakes.short_lived import FakeLocks


class _NoLocks:
    """Redis is away, from the beginning or by the end."""

    def __init__(self, *, at_first: bool) -> None:
        self._at_first = at_first

    @contextmanager
    def hold(self, key: str, *, wait: timedelta) -> Iterator[None]:
        del key, wait
        if self._at_first:
            raise StoreUnavailableError
        yield
        raise StoreUnavailableError


def a_service(turns: LockedTurns, notices: FakeNotices | None = None) -> CaseService:
    return CaseService(
        FakeCases(),
        clock=FakeClock(),
        entropy=lambda: 7,
        pause=lambda _: None,
        turns=turns,
        notices=None if notices is None else lambda: notices,
    )


@pytest.mark.parametrize("at_first", [True, False])
def test_without_the_lock_a_case_is_opened_all_the_same(at_first: bool) -> None:
    cases = a_service(LockedTurns(_NoLocks(at_first=at_first)))

    assert cases.open(a_new_case()).number == 1


def test_what_goes_wrong_inside_leaves_the_lock_to_the_next() -> None:
    turns = LockedTurns(FakeLocks())

    with pytest.raises(ConflictError), turns.hold(GUILD):
        raise ConflictError
    with turns.hold(GUILD):
        pass


def test_every_change_is_told_once_and_no_change_is_not() -> None:
    notices = FakeNotices()
    cases = a_service(LockedTurns(FakeLocks()), notices)

    cases.open(a_new_case(), key="a")
    cases.open(a_new_case(), key="a")
    cases.open_many([(a_new_case(), None), (a_new_case(), None)])

    assert [(guild_id, notice.topic, notice.id) for guild_id, notice in notices.told] == [
        (GUILD, "case", "1"),
        (GUILD, "case", "3"),
    ]

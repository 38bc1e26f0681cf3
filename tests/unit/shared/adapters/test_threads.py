"""Several things at once, that mostly wait."""

import threading
from contextvars import ContextVar

import pytest

from shared.adapters.threads import in_parallel

name: ContextVar[str] = ContextVar("name", default="nobody")


def test_results_come_in_the_order_of_the_items() -> None:
    assert in_parallel(lambda number: number * 2, list(range(50))) == list(range(0, 100, 2))


def test_things_wait_for_each_other_s_company_not_for_their_turn() -> None:
    everybody = threading.Barrier(8)

    arrived = in_parallel(lambda _: everybody.wait(5), list(range(8)))

    assert sorted(arrived) == list(range(8))


def test_an_error_is_raised_only_when_all_are_done() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 0:
            raise LookupError
        done.append(number)

    with pytest.raises(LookupError):
        in_parallel(work, list(range(5)))

    assert sorted(done) == [1, 2, 3, 4]


def test_one_or_none_need_no_thread() -> None:
    here = threading.get_ident()

    assert in_parallel(lambda _: threading.get_ident(), [1]) == [here]
    assert in_parallel(lambda _: threading.get_ident(), []) == []


def test_each_sees_the_context_of_who_asked() -> None:
    token = name.set("ada")

    seen = in_parallel(lambda _: name.get(), [1, 2, 3])
    name.reset(token)

    assert seen == ["ada"] * 3

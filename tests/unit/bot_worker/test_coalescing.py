"""Many changes, few reports, and never one that is missing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.coalescing import Coalescer

INTERVAL = 30.0


@given(st.lists(st.floats(0, 100), max_size=60))
def test_reports_keep_their_distance_and_follow_every_change(pauses: list[float]) -> None:
    coalescer = Coalescer(INTERVAL)
    now, due, reports, changes = 0.0, None, list[float](), list[float]()

    for pause in pauses:
        if due is not None and due <= now + pause:
            coalescer.reported(1, due)
            reports.append(due)
            due = None
        now += pause
        changes.append(now)
        delay = coalescer.changed(1, now)
        assert (delay is None) == (due is not None)
        due = due if delay is None else now + delay
    if due is not None:
        reports.append(due)

    assert all(later - earlier >= INTERVAL * 0.999 for earlier, later in pairwise(reports))
    assert all(any(change <= report <= change + INTERVAL for report in reports) for change in changes)


def test_the_first_change_is_reported_at_once() -> None:
    assert Coalescer(INTERVAL).changed(1, 5.0) == 0.0


def test_keys_do_not_wait_for_each_other() -> None:
    coalescer = Coalescer(INTERVAL)
    coalescer.changed(1, 0.0)
    coalescer.reported(1, 0.0)

    assert coalescer.changed(2, 1.0) == 0.0
    assert coalescer.changed(1, 1.0) == 29.0


def test_what_is_forgotten_starts_anew() -> None:
    coalescer = Coalescer(INTERVAL)
    coalescer.changed(1, 0.0)
    coalescer.reported(1, 0.0)

    coalescer.forget(1)

    assert coalescer.changed(1, 1.0) == 0.0

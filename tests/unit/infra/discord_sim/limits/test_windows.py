"""Fixed windows, for any sequence of requests."""

from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.limits.windows import Windows

gaps = st.lists(st.floats(min_value=0, max_value=20, allow_nan=False), max_size=60)
limits = st.integers(min_value=1, max_value=8)
seconds = st.sampled_from([0.25, 1.0, 5.0, 10.0])


@given(gaps=gaps, limit=limits, seconds=seconds)
def test_no_window_ever_lets_more_than_its_limit_through(gaps: list[float], limit: int, seconds: float) -> None:
    windows, now, passed = Windows(), 1_000.0, dict[float, int]()

    for gap in gaps:
        now += gap
        reading = windows.take("key", limit, seconds, now)
        passed[reading.resets_at] = passed.get(reading.resets_at, 0) + reading.allowed

    assert all(count <= limit for count in passed.values())


@given(gaps=gaps, limit=limits, seconds=seconds)
def test_a_client_that_waits_as_told_is_never_refused(gaps: list[float], limit: int, seconds: float) -> None:
    windows, now, wait = Windows(), 1_000.0, 0.0

    for gap in gaps:
        now = max(now + gap, wait)
        reading = windows.take("key", limit, seconds, now)
        wait = reading.resets_at if reading.remaining == 0 else now

        assert reading.allowed


def test_a_refused_request_does_not_lengthen_the_wait() -> None:
    windows = Windows()
    first = windows.take("key", 1, 5.0, 100.0)

    refused = windows.take("key", 1, 5.0, 104.0)

    assert not refused.allowed
    assert refused.resets_at == first.resets_at == 105.0


def test_keys_do_not_draw_on_each_other() -> None:
    windows = Windows()
    windows.take("one", 1, 5.0, 100.0)

    assert windows.take("other", 1, 5.0, 100.0).allowed


def test_an_exhausted_key_refuses_until_its_time_is_over() -> None:
    windows = Windows()
    windows.exhaust("key", 30.0, 100.0)

    assert not windows.take("key", 10, 1.0, 129.9).allowed
    assert windows.take("key", 10, 1.0, 130.0).allowed


def test_ended_windows_are_forgotten() -> None:
    windows = Windows()

    for number in range(10_000):
        windows.take(f"key {number}", 1, 1.0, float(number))

    assert len(windows._open) < 5_000

"""How often a client may do what."""

from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.gateway.windows import IdentifyBudget, MemberRequests, SendWindow


@given(st.lists(st.floats(0, 5), max_size=300))
def test_no_minute_ever_lets_more_than_120_frames_through(gaps: list[float]) -> None:
    window, now = SendWindow(), 0.0
    allowed: list[float] = []

    for gap in gaps:
        now += gap
        if window.allow(now):
            allowed.append(now)

    assert all(sum(1 for one in allowed if start <= one < start + 60) <= 120 for start in allowed)


def test_a_day_has_its_number_of_identifies() -> None:
    budget = IdentifyBudget(max_concurrency=1, daily=3)

    spent = [budget.spend(now) for now in (0, 1, 2, 3, 86_400)]

    assert spent == [True, True, True, False, True]
    assert budget.remaining(86_400) == 2
    assert budget.reset_after(86_401) == 86_399


def test_identifies_of_one_key_are_five_seconds_apart() -> None:
    budget = IdentifyBudget(max_concurrency=2, daily=1_000)

    assert [budget.spaced(shard, now) for shard, now in ((0, 0), (1, 0), (2, 4), (2, 5), (0, 6))] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_each_guild_has_its_own_turn() -> None:
    requests = MemberRequests()

    assert [requests.wait(1, guild, now) for guild, now in ((7, 0), (8, 0), (7, 10), (7, 30))] == [0, 0, 20, 0]

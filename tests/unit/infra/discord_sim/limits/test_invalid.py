"""The invalid-request budget."""

from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.limits.invalid import InvalidRequests
from infra.discord_sim.limits.options import LimitOptions

ADDRESS = "127.0.0.1"


def a_budget(invalid_requests: int = 3) -> InvalidRequests:
    return InvalidRequests(LimitOptions(invalid_requests=invalid_requests))


def test_the_last_invalid_request_of_the_budget_bans_the_address() -> None:
    budget = a_budget(3)

    for status in (401, 403, 429):
        assert budget.banned_for(ADDRESS, 100.0) == 0
        budget.record(ADDRESS, status, 100.0, shared=False)

    assert budget.banned_for(ADDRESS, 100.0) == 600
    assert budget.banned_for("10.0.0.9", 100.0) == 0


def test_a_ban_ends() -> None:
    budget = a_budget(1)
    budget.record(ADDRESS, 401, 100.0, shared=False)

    assert budget.banned_for(ADDRESS, 699.0) == 1
    assert budget.banned_for(ADDRESS, 700.0) == 0


@given(st.lists(st.sampled_from([200, 204, 400, 404, 405, 500]), max_size=20))
def test_other_answers_cost_nothing(statuses: list[int]) -> None:
    budget = a_budget(1)

    for status in statuses:
        budget.record(ADDRESS, status, 100.0, shared=False)

    assert budget.used(ADDRESS, 100.0) == 0


def test_a_shared_429_costs_nothing() -> None:
    budget = a_budget(1)

    budget.record(ADDRESS, 429, 100.0, shared=True)

    assert budget.used(ADDRESS, 100.0) == 0
    assert budget.banned_for(ADDRESS, 100.0) == 0


def test_invalid_requests_are_forgotten_after_ten_minutes() -> None:
    budget = a_budget(2)
    budget.record(ADDRESS, 403, 100.0, shared=False)

    budget.record(ADDRESS, 403, 700.0, shared=False)

    assert budget.used(ADDRESS, 700.0) == 1
    assert budget.banned_for(ADDRESS, 700.0) == 0

"""What holds for every fleet and every mix of requests: no limit is passed, nobody starves, every wait ends in time."""

import random
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from shared.adapters.discord.limiter.model import Demand, Lane, Limits
from tests.integration.adapters.discord.simulated import SimulatedDiscord, SimulatedFleet

BUCKETS = {
    "GET /roles": ("read", 30, 10_000.0),
    "GET /channels": ("read", 30, 10_000.0),  # shares a bucket
    "POST /messages": ("send", 5, 5_000.0),
    "PUT /bans": ("ban", 10, 2_000.0),
    "PATCH /name": ("slow", 2, 20_000.0),
}
LIMITS = Limits()
few = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def redis(redis_url: str) -> Redis:
    return Redis.from_url(redis_url)


def a_fleet(redis: Redis, seed: int) -> tuple[SimulatedFleet, SimulatedDiscord]:
    discord = SimulatedDiscord(BUCKETS)
    return SimulatedFleet(redis, secrets.token_hex(6), discord, LIMITS, random.Random(seed)), discord


@few
@given(seed=st.integers(0, 2**32), processes=st.integers(1, 12), burst=st.floats(1, 4_000), guilds=st.integers(1, 6))
def test_no_limit_is_ever_passed(redis: Redis, seed: int, processes: int, burst: float, guilds: int) -> None:
    fleet, discord = a_fleet(redis, seed)
    chance, crew = random.Random(seed), [fleet.process() for _ in range(processes)]

    for _ in range(150):
        guild, route = str(chance.randrange(guilds)), chance.choice(list(BUCKETS))
        demand = Demand(route=route, major=guild, guild=guild, lane=chance.choice(list(Lane)))
        fleet.request(chance.choice(crew), demand, delay_ms=chance.uniform(0.1, burst), patience=10_000)
    fleet.run()

    assert discord.refusals == []
    assert all(call.sent_at is not None for call in fleet.calls)


@few
@given(seed=st.integers(0, 2**32), patience=st.floats(0.05, 8))
def test_every_wait_ends_in_time(redis: Redis, seed: int, patience: float) -> None:
    fleet, discord = a_fleet(redis, seed)
    chance, crew = random.Random(seed), [fleet.process() for _ in range(6)]

    for _ in range(150):
        demand = Demand(route=chance.choice(list(BUCKETS)), major="1", guild="1")
        fleet.request(chance.choice(crew), demand, delay_ms=chance.uniform(0.1, 1_000), patience=patience)
    fleet.run()

    waits = [(call.sent_at or call.refused_at or 1e18) - call.asked_at for call in fleet.calls]
    assert max(waits) <= patience * 1_000 + 10
    assert discord.refusals == []


@few
@given(seed=st.integers(0, 2**32))
def test_a_guilds_flood_starves_nobody(redis: Redis, seed: int) -> None:
    fleet, _ = a_fleet(redis, seed)
    flood = [fleet.process() for _ in range(20)]
    for number in range(250):  # five seconds of the global limit, in buckets of their own
        demand = Demand(route="GET /roles", major=f"flood-{number}", guild="flood")
        fleet.request(flood[number % 20], demand, delay_ms=0.1 + number / 10)

    fleet.run(1_500)
    others = [
        fleet.request(fleet.process(), Demand(route="GET /roles", major=f"quiet-{number}", guild=f"quiet-{number}"))
        for number in range(5)
    ]
    fleet.run()

    assert max((call.sent_at or 1e18) - call.asked_at for call in others) < 1_500
    assert all(call.sent_at for call in fleet.calls)


@few
@given(seed=st.integers(0, 2**32))
def test_a_ban_goes_before_pages_of_members(redis: Redis, seed: int) -> None:
    fleet, _ = a_fleet(redis, seed)
    pages = [fleet.process() for _ in range(20)]
    for number in range(120):
        demand = Demand(route="GET /roles", major=str(number), guild=str(number), lane=Lane.BACKGROUND)
        fleet.request(pages[number % 20], demand, delay_ms=0.1)

    fleet.run(1_200)
    ban = fleet.request(fleet.process(), Demand(route="PUT /bans", major="7", guild="7", lane=Lane.MODERATION))
    fleet.run()

    assert (ban.sent_at or 1e18) - ban.asked_at < 300
    assert all(call.sent_at for call in fleet.calls)


@few
@given(seed=st.integers(0, 2**32), lost=st.integers(1, 20))
def test_answers_that_never_come_cost_time_and_no_refusal(redis: Redis, seed: int, lost: int) -> None:
    fleet, discord = a_fleet(redis, seed)
    chance, crew = random.Random(seed), [fleet.process() for _ in range(5)]
    for route in BUCKETS:  # what is not known yet is learnt by trying
        fleet.request(crew[0], Demand(route=route, major="1", guild="1"))
    fleet.run()

    for number in range(30):
        demand = Demand(route=chance.choice(list(BUCKETS)), major="1", guild="1")
        delay = chance.uniform(0.1, 2_000)
        fleet.request(chance.choice(crew), demand, delay_ms=delay, patience=10_000, loses_answer=number < lost)
    fleet.run()

    assert discord.refusals == []
    assert all(call.sent_at is not None for call in fleet.calls)


@few
@given(seed=st.integers(0, 2**32), at=st.floats(200, 3_000))
def test_a_redis_that_forgets_everything_costs_a_refusal_for_a_bucket_at_most(
    redis: Redis, seed: int, at: float
) -> None:
    fleet, discord = a_fleet(redis, seed)
    chance, crew = random.Random(seed), [fleet.process() for _ in range(8)]
    for _ in range(200):
        guild = str(chance.randrange(4))
        demand = Demand(route=chance.choice(list(BUCKETS)), major=guild, guild=guild)
        fleet.request(chance.choice(crew), demand, delay_ms=chance.uniform(0.1, 3_000), patience=10_000)

    fleet.run(at)
    redis.flushdb()
    fleet.run()

    assert len(discord.refusals) <= 4 * len({name for name, _, _ in BUCKETS.values()}) + 10
    assert all(call.sent_at is not None for call in fleet.calls)

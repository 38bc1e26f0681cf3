"""The community's life: the same seed, the same history."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.discord_sim.community.founding import Community, found
from infra.discord_sim.community.life import Life
from infra.discord_sim.community.people import application_id
from infra.discord_sim.world.actions import bans
from infra.discord_sim.world.clock import stopped_at
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import Dispatch, World
from tests.unit.infra.discord_sim.worlds import NOON, by, told


def a_life(seed: int = 1, rate: float = 60.0) -> tuple[World, Community, Life, list[Dispatch]]:
    world = World(seed, stopped_at(NOON))
    community = found(world, client_id=application_id(seed), guilds=3, members=60)
    heard = told(world)
    return world, community, Life(world, community, rate), heard


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 120), min_size=1, max_size=6))
def test_the_history_does_not_depend_on_the_size_of_the_steps(steps: list[int]) -> None:
    _, _, once, at_once = a_life()
    _, _, stepwise, in_steps = a_life()

    once.advance(timedelta(seconds=sum(steps)))
    for step in steps:
        stepwise.advance(timedelta(seconds=step))

    assert in_steps == at_once


def test_another_seed_has_another_history() -> None:
    histories = []
    for seed in (1, 2):
        _, _, life, heard = a_life(seed)
        life.advance(timedelta(minutes=2))
        histories.append(heard)

    assert histories[0] != histories[1]


def test_people_talk_at_the_chosen_rate_in_order_of_time() -> None:
    _, _, life, heard = a_life(rate=60.0)

    life.advance(timedelta(minutes=30))

    sent = [int(event.payload["id"]) for event in heard if event.name == "MESSAGE_CREATE"]
    assert 1_500 < len(sent) < 2_100
    assert all(one < after for one, after in pairwise(sent))
    assert created_at(sent[-1]) - created_at(sent[0]) > timedelta(minutes=29)


def test_they_also_edit_delete_react_come_and_go() -> None:
    _, _, life, heard = a_life()

    life.advance(timedelta(minutes=30))

    counted = Counter(event.name for event in heard)
    assert {"MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_REACTION_ADD"} <= counted.keys()
    assert {"GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"} <= counted.keys()


def test_the_cast_never_leave() -> None:
    world, community, life, _ = a_life(rate=600.0)

    life.advance(timedelta(minutes=10))

    guild = world.guild(community.homes[0].guild_id)
    assert (community.cast.ids() - {community.cast.newcomer}) <= guild.members.keys()


def test_silence_is_silence_until_somebody_asks_for_talk() -> None:
    _, _, life, heard = a_life(rate=0.0)
    life.advance(timedelta(hours=1))
    before = len(heard)

    life.set_rate(60.0)
    life.advance(timedelta(minutes=5))
    life.set_rate(0.0)
    spoken = len(heard)
    life.advance(timedelta(hours=1))

    assert before == 0
    assert spoken > 100
    assert len(heard) - spoken < 20


def test_a_negative_rate_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="negative"):
        a_life()[2].set_rate(-1)


def test_a_raid_is_young_accounts_that_join_and_post() -> None:
    _, community, life, heard = a_life(rate=0.0)
    guild_id = community.homes[0].guild_id

    raiders = life.raid(guild_id, size=25, seconds=10)
    life.advance(timedelta(seconds=30))

    joined = [event for event in heard if event.name == "GUILD_MEMBER_ADD"]
    assert {int(event.payload["user"]["id"]) for event in joined} == set(raiders)
    assert all(NOON - created_at(each) < timedelta(days=3) for each in raiders)
    assert {event.guild_id for event in heard} == {guild_id}
    assert sum(event.name == "MESSAGE_CREATE" for event in heard) > 2 * 25


def test_the_banned_say_no_more_and_the_others_go_on() -> None:
    world, community, life, heard = a_life()
    life.advance(timedelta(minutes=1))
    guild = world.guild(community.homes[0].guild_id)
    crowd = [each for each in guild.members if each not in community.cast.ids() | {community.bot_id}]
    for user_id in crowd:
        bans.ban(world, by(guild.owner_id), guild.id, user_id)
    before = len(heard)

    life.advance(timedelta(minutes=5))

    authors = {int(one.payload["author"]["id"]) for one in heard[before:] if one.name == "MESSAGE_CREATE"}
    there = {
        one.payload["author"]["id"] for one in heard[before:] if one.guild_id == guild.id and "author" in one.payload
    }
    assert authors
    assert not {int(each) for each in there} & set(crowd)

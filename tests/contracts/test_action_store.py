"""Recorded actions keep the same promises in DynamoDB and in memory."""

import os
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.actions.model import Action, ActionKind, Outcome, Target, TargetKind
from shared.features.actions.ports import ActionStore
from shared.features.actions.table import ActionTable
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import a_batch_id
from tests.fakes.actions import FakeActions
from tests.fakes.clock import NOON

ADA, BRUNO = Snowflake(5), Snowflake(6)


@pytest.fixture(params=["fake", "dynamodb"])
def actions(request: pytest.FixtureRequest) -> ActionStore:
    if request.param == "fake":
        return FakeActions()
    aws: AwsConfig = request.getfixturevalue("aws")
    return ActionTable(dynamodb_client(aws), aws)


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(6)) + 1)


def an_action(guild_id: Snowflake, number: int, *, actor_id: Snowflake = ADA, target: str = "70") -> Action:
    return Action(
        guild_id=guild_id,
        actor_id=actor_id,
        kind=ActionKind.CHANNEL_EDIT,
        target=Target(kind=TargetKind.CHANNEL, id=target, name="general"),
        reason="because",
        before={"topic": None},
        after={"topic": "new"},
        id=a_batch_id(number),
        at=NOON + timedelta(milliseconds=number),
        request_id="r",
        outcome=Outcome.PENDING,
    )


def ids(actions: list[Action]) -> list[str]:
    return [action.id for action in actions]


def test_actions_are_read_newest_first_page_by_page(actions: ActionStore, guild_id: Snowflake) -> None:
    stored = [an_action(guild_id, number) for number in range(5)]
    for action in stored:
        actions.put(action)

    first = actions.page(guild_id, before=None, limit=3, actor_id=None, kind=None)
    second = actions.page(guild_id, before=first.next_cursor, limit=3, actor_id=None, kind=None)

    assert first.items == stored[:1:-1]
    assert ids(second.items) == ids(stored[1::-1])
    assert second.next_cursor is None


def test_an_outcome_takes_the_place_of_the_intention(actions: ActionStore, guild_id: Snowflake) -> None:
    action = an_action(guild_id, 1)
    actions.put(action)

    done = replace(action, outcome=Outcome.DONE)
    actions.put(done)

    assert actions.page(guild_id, before=None, limit=9, actor_id=None, kind=None).items == [done]


def test_actions_are_found_by_who_and_by_what(actions: ActionStore, guild_id: Snowflake) -> None:
    hers, his = an_action(guild_id, 1), an_action(guild_id, 2, actor_id=BRUNO)
    actions.put(hers)
    actions.put(his)

    assert actions.page(guild_id, before=None, limit=9, actor_id=BRUNO, kind=None).items == [his]
    assert actions.page(guild_id, before=None, limit=9, actor_id=None, kind=ActionKind.BAN).items == []


def test_actions_are_found_by_their_target(actions: ActionStore, guild_id: Snowflake) -> None:
    here, there = an_action(guild_id, 1, target="70"), an_action(guild_id, 2, target="71")
    actions.put(here)
    actions.put(there)

    assert actions.page_of_target(guild_id, "70", before=None, limit=9).items == [here]


def test_one_action_takes_another_back_and_no_second_one_does(actions: ActionStore, guild_id: Snowflake) -> None:
    action = an_action(guild_id, 1)
    actions.put(action)

    actions.mark_undone(guild_id, action.id, "first")
    actions.mark_undone(guild_id, action.id, "first")
    with pytest.raises(ConflictError):
        actions.mark_undone(guild_id, action.id, "second")
    actions.unmark_undone(guild_id, action.id, "second")

    assert actions.find(guild_id, action.id) == replace(action, undone_by="first")
    assert actions.page(guild_id, before=None, limit=9, actor_id=None, kind=None).items[0].undone_by == "first"


def test_what_did_not_take_it_back_leaves_the_way_free(actions: ActionStore, guild_id: Snowflake) -> None:
    action = an_action(guild_id, 1)
    actions.put(action)
    actions.mark_undone(guild_id, action.id, "first")

    actions.unmark_undone(guild_id, action.id, "first")
    actions.mark_undone(guild_id, action.id, "second")

    assert actions.find(guild_id, action.id).undone_by == "second"


def test_an_action_that_is_not_there_is_not_found_and_not_taken_back(actions: ActionStore, guild_id: Snowflake) -> None:
    with pytest.raises(NotFoundError):
        actions.find(guild_id, a_batch_id(1))
    with pytest.raises(ConflictError):
        actions.mark_undone(guild_id, a_batch_id(1), "first")


def test_another_guild_sees_nothing(actions: ActionStore, guild_id: Snowflake) -> None:
    actions.put(an_action(guild_id, 1))
    other = Snowflake(guild_id + 1)

    assert actions.page(other, before=None, limit=9, actor_id=None, kind=None).items == []
    assert actions.page_of_target(other, "70", before=None, limit=9).items == []

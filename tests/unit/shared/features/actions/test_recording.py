"""Whatever becomes of an action, it is on record."""

import pytest
from msgspec.structs import replace

from shared.features.actions.model import Action, ActionKind, Intention, Outcome, Target, TargetKind
from shared.features.actions.service import ActionLog
from shared.kernel.errors import AlreadyUndoneError, DiscordUnavailableError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.actions import FakeActions
from tests.fakes.clock import FakeClock

INTENTION = Intention(
    guild_id=Snowflake(1),
    actor_id=Snowflake(2),
    kind=ActionKind.CHANNEL_CREATE,
    target=Target(kind=TargetKind.CHANNEL, id="", name="general"),
)


class _Forgetful(FakeActions):
    """A store that does not answer, from the `from_put`th write on."""

    def __init__(self, from_put: int) -> None:
        super().__init__()
        self._left = from_put

    def put(self, action: Action) -> None:
        self._left -= 1
        if self._left <= 0:
            raise StoreUnavailableError
        super().put(action)


def a_log(store: FakeActions) -> ActionLog:
    return ActionLog(store, FakeClock(), lambda: 7)


def only(store: FakeActions) -> Action:
    (action,) = store.stored.values()
    return action


def test_the_intention_is_on_record_before_anything_is_done() -> None:
    store = FakeActions()

    with a_log(store).recorded(INTENTION):
        assert only(store).outcome is Outcome.PENDING

    assert only(store).outcome is Outcome.DONE


def test_what_did_not_exist_before_is_named_afterwards() -> None:
    store = FakeActions()

    with a_log(store).recorded(INTENTION) as recording:
        recording.note(target=Target(kind=TargetKind.CHANNEL, id="70", name="general"), after={"name": "general"})

    assert (only(store).target.id, only(store).after) == ("70", {"name": "general"})


def test_a_failure_is_on_record_with_its_code() -> None:
    store = FakeActions()

    with pytest.raises(DiscordUnavailableError), a_log(store).recorded(INTENTION):
        raise DiscordUnavailableError

    assert (only(store).outcome, only(store).code) == (Outcome.FAILED, "discord_unavailable")


def test_nothing_is_done_that_cannot_be_recorded() -> None:
    done = False

    with pytest.raises(StoreUnavailableError), a_log(_Forgetful(from_put=1)).recorded(INTENTION):
        done = True

    assert not done


def test_what_was_done_is_not_refused_because_its_outcome_could_not_be_recorded() -> None:
    store = _Forgetful(from_put=2)

    with a_log(store).recorded(INTENTION):
        pass

    assert only(store).outcome is Outcome.PENDING


def a_done_action(store: FakeActions) -> Action:
    with a_log(store).recorded(INTENTION):
        pass
    return only(store)


def test_what_takes_an_action_back_is_named_there() -> None:
    store = FakeActions()
    first = a_done_action(store)

    with ActionLog(store, FakeClock(), lambda: 8).recorded(replace(INTENTION, undoes=first.id)) as recording:
        assert store.find(first.guild_id, first.id).undone_by == recording.action.id

    assert store.find(first.guild_id, first.id).undone_by == recording.action.id


def test_a_second_one_is_refused_before_anything_is_done() -> None:
    store = FakeActions()
    first = a_done_action(store)
    with ActionLog(store, FakeClock(), lambda: 8).recorded(replace(INTENTION, undoes=first.id)):
        pass

    with (
        pytest.raises(AlreadyUndoneError),
        ActionLog(store, FakeClock(), lambda: 9).recorded(replace(INTENTION, undoes=first.id)),
    ):
        pytest.fail("it was let in")

    assert {action.outcome for action in store.stored.values()} == {Outcome.DONE, Outcome.FAILED}


def test_what_failed_leaves_the_way_free_for_another_try() -> None:
    store = FakeActions()
    first = a_done_action(store)

    with (
        pytest.raises(DiscordUnavailableError),
        ActionLog(store, FakeClock(), lambda: 8).recorded(replace(INTENTION, undoes=first.id)),
    ):
        raise DiscordUnavailableError

    assert store.find(first.guild_id, first.id).undone_by is None

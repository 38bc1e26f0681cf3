"""What is locked is written down first, and what cannot be locked in time is said and forgotten."""

from datetime import timedelta

import pytest

from shared.adapters.discord.client import DiscordClient, Request
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Outcome
from shared.adapters.discord.transport import Sent
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.model import Outcome as ActionOutcome
from shared.features.actions.service import ActionLog
from shared.features.lockdown.model import LockAction, LockOutcome, LockRequest, Memory
from shared.features.lockdown.service import FEATURE, TIME, LockdownService
from shared.features.settings.service import SettingsService
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordForbiddenError, DiscordUnavailableError, SettingsChangedError
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import GUILD, PERSON, a_channel, a_scene, a_snapshot
from tests.fakes.actions import FakeActions
from tests.fakes.clock import FakeClock
from tests.fakes.settings import FakeSettingsStore

ONE, TWO = Snowflake(71), Snowflake(72)
AUTHOR = Author(user_id=PERSON, guild_id=GUILD)


class OneScene(Scenes):
    """Always the same: two channels that anybody may write in."""

    def __init__(self) -> None:
        self.scene = a_scene(a_snapshot(a_channel(ONE, name="one"), a_channel(TWO, name="two")))

    def of(self, guild_id: Snowflake, user_id: Snowflake) -> Scene:  # noqa: ARG002 - there is only one
        return self.scene

    fresh = of


class SlowDiscord(DiscordClient):
    """Takes its time for each request; `refusals` are for channels. Tells what was asked, and what was known then."""

    def __init__(self, clock: FakeClock, store: FakeSettingsStore) -> None:
        self.clock = clock
        self.store = store
        self.asked: list[str] = []
        self.remembered_before: list[bool] = []
        self.takes = timedelta(0)
        self.refusals: dict[Snowflake, Exception] = {}

    def send(self, request: Request, errand: Errand) -> Sent:  # noqa: ARG002 - who asks does not matter
        channel_id = request.route.values["channel_id"]
        self.asked.append(channel_id)
        self.remembered_before.append((GUILD, FEATURE) in self.store.items)
        self.clock.now += self.takes
        if Snowflake(int(channel_id)) in self.refusals:
            raise self.refusals[Snowflake(int(channel_id))]
        return Sent(status=204, body=b"", outcome=Outcome())


class Forgetful:
    def forget(self, guild_id: Snowflake) -> None:
        """Nothing is remembered here."""


class Desk:
    """The service with all that it stands on."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store, self.actions = FakeSettingsStore(), FakeActions()
        self.settings = SettingsService(self.store)
        self.discord = SlowDiscord(self.clock, self.store)
        log = ActionLog(self.actions, self.clock, lambda: 7)
        changes = GuildChanges(lambda: self.discord, log, Forgetful(), lambda _: "ada")
        self.service = LockdownService(OneScene(), self.settings, changes, self.clock)

    def ask(self, *channel_ids: Snowflake, action: LockAction = LockAction.LOCK) -> dict[Snowflake, LockOutcome]:
        results = self.service.carry_out(AUTHOR, LockRequest(action=action, channel_ids=list(channel_ids)))
        return {each.id: each.outcome for each in results.items}

    def remembered(self) -> list[Snowflake]:
        return [each.channel_id for each in self.settings.read(GUILD, FEATURE, Memory).values.channels]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_a_lock_changes_is_written_down_before_discord_is_asked(desk: Desk) -> None:
    desk.ask(ONE, TWO)

    assert sorted(desk.discord.asked) == [str(ONE), str(TWO)]
    assert desk.discord.remembered_before == [True, True]
    assert desk.remembered() == [ONE, TWO]


def test_what_there_is_no_time_for_is_said_and_not_taken_for_locked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.discord.takes = TIME + timedelta(seconds=1)
    monkeypatch.setattr("shared.features.lockdown.service.in_parallel", lambda work, items, **_: list(map(work, items)))

    outcomes = desk.ask(ONE, TWO)

    assert outcomes == {ONE: LockOutcome.DONE, TWO: LockOutcome.NOT_TRIED}
    assert desk.remembered() == [ONE]


def test_what_discord_refuses_is_not_taken_for_locked(desk: Desk) -> None:
    desk.discord.refusals[TWO] = DiscordForbiddenError()

    outcomes = desk.ask(ONE, TWO)

    assert outcomes == {ONE: LockOutcome.DONE, TWO: LockOutcome.REFUSED}
    assert desk.remembered() == [ONE]


def test_what_got_no_answer_may_be_locked_and_can_be_unlocked(desk: Desk) -> None:
    desk.discord.refusals[TWO] = DiscordUnavailableError()

    desk.ask(ONE, TWO)

    assert desk.remembered() == [ONE, TWO]


def test_where_nothing_could_be_locked_the_first_refusal_is_the_answer(desk: Desk) -> None:
    desk.discord.refusals = {ONE: DiscordForbiddenError(), TWO: DiscordForbiddenError()}

    with pytest.raises(DiscordForbiddenError):
        desk.ask(ONE, TWO)

    (action,) = desk.actions.stored.values()
    assert (action.outcome, action.code) == (ActionOutcome.FAILED, "discord_forbidden")
    assert desk.remembered() == []


def test_of_two_locks_at_once_one_is_told_to_look_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = desk.settings.read(GUILD, FEATURE, Memory)
    desk.ask(ONE)
    monkeypatch.setattr(desk.settings, "read", lambda *_: stale)

    with pytest.raises(SettingsChangedError):
        desk.ask(TWO)

    assert desk.discord.asked == [str(ONE)]

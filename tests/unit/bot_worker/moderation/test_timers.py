"""Each worker tries what is due in its guilds, and what nobody else can have; trouble ends neither it nor the rest."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from bot_worker.moderation import timers
from bot_worker.moderation.timers import NOBODYS, TimerWatch
from shared.features.timers.lifting import Lifting, Outcome
from shared.features.timers.model import Due, Queue
from shared.kernel.errors import AppError, DiscordUnavailableError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

OURS, THEIRS = Snowflake(5), Snowflake(6)


def a_due(guild_id: Snowflake, *, minutes: float = 1, user: int = 7) -> Due:
    return Due(guild_id=guild_id, place=f"{user}.ban.0", next_try_at=NOON - timedelta(minutes=minutes))


class FakeLifting:
    """`answers` are what attempts come to, by place; `looks` counts how often the queue was asked for."""

    def __init__(self, places: Sequence[Due], **answers: Outcome | AppError) -> None:
        self.places = list(places)
        self.answers = answers
        self.trouble: AppError | None = None
        self.tried: list[Due] = []
        self.looks = 0

    def queue(self) -> Queue:
        self.looks += 1
        if self.trouble is not None:
            raise self.trouble
        return Queue(now=NOON, places=self.places)

    def attempt(self, due: Due) -> Outcome:
        self.tried.append(due)
        answer = self.answers.get(f"user_{due.place.partition('.')[0]}", Outcome.LIFTED)
        if isinstance(answer, AppError):
            raise answer
        return answer


def a_watch(lifting: FakeLifting) -> TimerWatch:
    return TimerWatch(lambda: cast("Lifting", lifting), lambda guild_id: guild_id == OURS)


async def test_a_worker_tries_what_is_due_in_its_guilds_and_what_nobody_has_tried_for_long() -> None:
    ours, theirs = a_due(OURS), a_due(THEIRS)
    nobodys = a_due(THEIRS, minutes=NOBODYS.total_seconds() / 60 + 1)
    lifting = FakeLifting([nobodys, theirs, ours])
    watch = a_watch(lifting)

    await watch.look()

    assert lifting.tried in ([nobodys, ours], [ours, nobodys])
    assert (watch.figures.due, watch.figures.lifted) == (2, 2)


async def test_one_that_fails_does_not_keep_the_others_from_being_tried() -> None:
    places = [a_due(OURS, user=user) for user in (1, 2, 3)]
    lifting = FakeLifting(places, user_1=StoreUnavailableError(), user_2=Outcome.REFUSED)
    watch = a_watch(lifting)

    await watch.look()

    figures = watch.figures
    assert (figures.lifted, figures.refused, figures.troubles) == (1, 1, 1)


async def test_while_nobody_answers_it_goes_on_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "TROUBLE_SECONDS", 0.01)
    lifting = FakeLifting([a_due(OURS)])
    lifting.trouble = DiscordUnavailableError()
    watch = a_watch(lifting)
    running = asyncio.create_task(watch.run())

    async with asyncio.timeout(5):
        while lifting.looks < 3:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        lifting.trouble = None
        while not lifting.tried:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])

    assert watch.figures.lifted == 1

"""A worker is alive as long as its parts get on."""

import pytest

from bot_worker.health.model import Problem
from bot_worker.health.vitals import Patience, Vitals

PATIENCE = Patience(discord=100.0, spool=10.0, acks=50.0)


class Worker:
    """One of which everything is well, a second at a time."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.vitals = Vitals(self.now, PATIENCE)
        self.frame_at = self.now
        self.groups = 0
        self.answers = 0
        self.owes_answers = True

    def live(self, seconds: int, *, without: str = "") -> list[Problem]:
        for _ in range(seconds):
            self.now += 1
            self.frame_at = self.frame_at if without == "frames" else self.now
            self.groups += without != "groups"
            self.answers += without != "answers"
            self.vitals.look(
                self.now,
                frames_at=[self.now, self.frame_at],
                groups=self.groups,
                answers=self.answers,
                owes_answers=self.owes_answers,
            )
        return self.vitals.liveness(self.now).problems


@pytest.mark.parametrize(
    ("missing", "patience", "problem"),
    [
        ("frames", 100, Problem.DISCORD_SILENT),
        ("groups", 10, Problem.SPOOL_STUCK),
        ("answers", 50, Problem.NO_ACKS),
    ],
)
def test_a_part_that_does_nothing_for_too_long_is_named_and_forgiven_when_it_gets_on(
    missing: str, patience: int, problem: Problem
) -> None:
    worker = Worker()

    assert worker.live(30) == []
    assert worker.live(patience, without=missing) == []
    assert worker.live(1, without=missing) == [problem]
    assert worker.vitals.liveness(worker.now).status == "stuck"
    assert worker.live(1) == []


def test_a_worker_that_waits_for_no_answer_needs_none() -> None:
    worker = Worker()
    worker.owes_answers = False

    assert worker.live(200, without="answers") == []
    worker.owes_answers = True
    assert worker.live(50, without="answers") == [], "it is counted from when there was something to answer"
    assert worker.live(1, without="answers") == [Problem.NO_ACKS]


def test_a_shard_has_its_time_from_the_start_to_hear_something() -> None:
    vitals = Vitals(1_000.0, PATIENCE)

    vitals.look(1_100.0, frames_at=[0.0], groups=1, answers=0, owes_answers=False)
    assert vitals.liveness(1_100.0).problems == []
    vitals.look(1_101.0, frames_at=[0.0], groups=2, answers=0, owes_answers=False)
    assert vitals.liveness(1_101.0).problems == [Problem.DISCORD_SILENT]


def test_a_worker_without_shards_waits_for_some() -> None:
    vitals = Vitals(0.0, PATIENCE)

    vitals.look(1_000.0, frames_at=[], groups=1, answers=0, owes_answers=False)

    assert vitals.liveness(1_000.0).problems == []

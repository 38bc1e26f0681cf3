"""Remembered answers keep the same promises in Redis and in memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from shared.adapters.answers import RedisAnswers
from shared.adapters.redis_store import connect
from shared.kernel.answers import RememberedAnswer
from tests.fakes.short_lived import FakeAnswers

Answers = FakeAnswers | RedisAnswers


@pytest.fixture(params=["fake", "redis"])
def answers(request: pytest.FixtureRequest) -> Iterator[Answers]:
    if request.param == "fake":
        yield FakeAnswers()
        return
    with connect(request.getfixturevalue("redis_url")) as redis:
        yield RedisAnswers(redis)


@pytest.fixture
def key() -> str:
    return f"test:{uuid4()}"


def test_the_first_request_under_a_key_runs_and_the_second_is_told_so(answers: Answers, key: str) -> None:
    assert answers.begin(key, "digest") is None
    assert answers.begin(key, "another") == RememberedAnswer(request="digest")


def test_an_answer_is_remembered(answers: Answers, key: str) -> None:
    answer = RememberedAnswer(request="digest", status=201, body="{}", headers={"ETag": '"1"'})
    answers.begin(key, "digest")

    answers.finish(key, answer)

    assert answers.begin(key, "digest") == answer


def test_what_is_forgotten_may_be_tried_again(answers: Answers, key: str) -> None:
    answers.begin(key, "digest")

    answers.forget(key)

    assert answers.begin(key, "digest") is None


def test_of_many_at_once_one_runs(answers: Answers, key: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        known = list(threads.map(lambda _: answers.begin(key, "digest"), range(8)))

    assert known.count(None) == 1

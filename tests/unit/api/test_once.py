"""A write that is sent again under its key is answered again, and not done again."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from chalice.app import Request, Response

from chalicelib.http.once import HEADER, REPLAYED_HEADER, answered_once
from chalicelib.services import Services
from shared.kernel.callers import Caller
from shared.kernel.errors import InvalidInputError, KeyReusedError, RequestRunningError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.short_lived import FakeAnswers

ADA, BRUNO = (Caller(user_id=Snowflake(number), login_id="l") for number in (1, 2))
KEY = "a-key-of-its-own"


class Writes:
    """A route that counts how often it is carried out."""

    def __init__(self) -> None:
        self.services = cast("Services", SimpleNamespace(answers=FakeAnswers()))
        self.done = 0
        self.status = 201

    def send(self, key: str | None = KEY, body: bytes = b"{}", who: Caller = ADA, path: str = "/channels") -> Response:
        headers: dict[str, Any] = {} if key is None else {HEADER: key}
        request = cast("Request", SimpleNamespace(headers=headers, method="POST", path=path, raw_body=body))
        return answered_once(self.services, request, {}, who, self._carry_out)

    def _carry_out(self) -> Response:
        self.done += 1
        return Response(f'{{"number":{self.done}}}', headers={"ETag": '"1"'}, status_code=self.status)


@pytest.fixture
def writes() -> Writes:
    return Writes()


def test_without_a_key_every_request_is_done(writes: Writes) -> None:
    writes.send(key=None)
    writes.send(key=None)

    assert writes.done == 2


def test_the_same_request_under_the_same_key_gets_the_same_answer(writes: Writes) -> None:
    first = writes.send()
    second = writes.send()

    assert writes.done == 1
    assert (second.status_code, second.body) == (first.status_code, first.body)
    assert second.headers["ETag"] == '"1"'
    assert second.headers[REPLAYED_HEADER] == "true"


def test_a_refusal_stays_a_refusal(writes: Writes) -> None:
    writes.status = 403
    writes.send()
    writes.status = 201

    assert writes.send().status_code == 403


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_failed_for_the_moment_may_be_tried_again(writes: Writes, status: int) -> None:
    writes.status = status
    writes.send()
    writes.status = 201

    assert writes.send().status_code == 201
    assert writes.done == 2


def test_another_request_under_the_same_key_is_a_mistake(writes: Writes) -> None:
    writes.send()

    with pytest.raises(KeyReusedError):
        writes.send(body=b'{"name":"other"}')
    with pytest.raises(KeyReusedError):
        writes.send(path="/elsewhere")


def test_a_key_is_its_users_own(writes: Writes) -> None:
    writes.send()
    writes.send(who=BRUNO)

    assert writes.done == 2


def test_a_request_that_still_runs_is_not_run_beside_itself(writes: Writes) -> None:
    def during() -> Response:
        with pytest.raises(RequestRunningError):
            writes.send()
        return Response("{}", status_code=200)

    writes._carry_out = during  # type: ignore[method-assign] # the same request, while it runs

    assert writes.send().status_code == 200


@pytest.mark.parametrize("key", ["short", "x" * 65, "with a blank", "ключ-ключ"])
def test_a_key_that_makes_no_sense_is_refused(writes: Writes, key: str) -> None:
    with pytest.raises(InvalidInputError):
        writes.send(key=key)

    assert writes.done == 0

"""What AWS throws at us stops at the adapters: it is tried again for a while, and then it is an error of ours."""

import time
from collections.abc import Iterator

import pytest

from shared.adapters.dynamodb import dynamodb_client, store_errors
from shared.adapters.queries import delete_all
from shared.adapters.websocket_api import WebSocketApi
from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError, UnavailableError
from tests.fakes.failing_aws import Answer, FailingAws, failing_aws, throttled

KEY = {"pk": {"S": "a"}}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingAws]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unused")
    with failing_aws() as server:
        yield server


def config(url: str) -> AwsConfig:
    return AwsConfig(region="us-east-1", endpoint_url=url, table_prefix="guildhall-")


def put(url: str) -> None:
    with store_errors():
        dynamodb_client(config(url)).put_item(TableName="t", Item=KEY)


def api(url: str, *, attempts: int = 1) -> WebSocketApi:
    gateway = GatewayConfig(url="ws://unused", management_url=f"{url}/live")
    return WebSocketApi(config(url), gateway, timeout_seconds=0.3, attempts=attempts)


def test_a_throttle_is_waited_out(aws: FailingAws) -> None:
    aws.answers = [throttled(), throttled(), Answer()]

    put(aws.url)

    assert len(aws.requests) == 3


def test_a_throttle_that_does_not_end_is_our_store_s_fault(aws: FailingAws) -> None:
    aws.answers = [throttled()]

    with pytest.raises(StoreUnavailableError):
        put(aws.url)


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_of_aws_is_our_store_s_fault(aws: FailingAws, status: int) -> None:
    aws.answers = [Answer(status)]

    with pytest.raises(StoreUnavailableError):
        put(aws.url)


def test_a_store_that_is_not_there_is_found_out_soon() -> None:
    started = time.monotonic()

    with pytest.raises(StoreUnavailableError):
        put("http://127.0.0.1:9")

    assert time.monotonic() - started < 8


def test_a_condition_that_does_not_hold_is_a_conflict(aws: FailingAws) -> None:
    aws.answers = [Answer(400, {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"})]

    with pytest.raises(ConflictError):
        put(aws.url)

    assert len(aws.requests) == 1


def test_what_dynamodb_left_over_is_deleted_in_another_round(aws: FailingAws) -> None:
    left = {"UnprocessedItems": {"t": [{"DeleteRequest": {"Key": KEY}}]}}
    aws.answers = [Answer(body=left), Answer(body={"UnprocessedItems": {}})]

    delete_all(dynamodb_client(config(aws.url)), "t", [KEY] * 30)

    assert [len(request["RequestItems"]["t"]) for request in aws.requests] == [25, 6]


def test_what_dynamodb_always_leaves_over_is_our_store_s_fault(aws: FailingAws) -> None:
    aws.answers = [Answer(body={"UnprocessedItems": {"t": [{"DeleteRequest": {"Key": KEY}}]}})]

    with pytest.raises(StoreUnavailableError):
        delete_all(dynamodb_client(config(aws.url)), "t", [KEY])


def test_a_connection_that_ended_is_not_found(aws: FailingAws) -> None:
    aws.answers = [Answer(410, {"message": "Gone"})]

    with pytest.raises(NotFoundError):
        api(aws.url).post("c1=", b"{}")
    with pytest.raises(NotFoundError):
        api(aws.url).close("c1=")


def test_an_error_of_api_gateway_is_tried_again_where_it_is_worth_it(aws: FailingAws) -> None:
    aws.answers = [Answer(500), Answer()]

    api(aws.url, attempts=2).post("c1=", b"{}")

    assert len(aws.requests) == 2


def test_an_error_of_api_gateway_is_an_unavailable_connection(aws: FailingAws) -> None:
    aws.answers = [Answer(500)]

    with pytest.raises(UnavailableError):
        api(aws.url).post("c1=", b"{}")

    assert len(aws.requests) == 1


def test_a_slow_connection_is_given_up_in_time(aws: FailingAws) -> None:
    aws.answers = [Answer(after_seconds=1.0)]
    client = api(aws.url)
    started = time.monotonic()

    with pytest.raises(UnavailableError):
        client.post("c1=", b"{}")

    assert time.monotonic() - started < 0.9

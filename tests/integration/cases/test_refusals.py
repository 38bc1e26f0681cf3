"""What DynamoDB refuses: another transaction's items are waited for, all else is an error of ours."""

from collections.abc import Iterator

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.cases.changes import Opened
from shared.features.cases.ports import Head, Outcome
from shared.features.cases.table import CaseTable
from shared.features.cases.writing import Draft
from shared.kernel.errors import StoreUnavailableError
from tests.factories.cases import ADA, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import a_case_service
from tests.fakes.clock import NOON
from tests.fakes.failing_aws import Answer, FailingAws, failing_aws, throttled

FOUND_NOTHING = Answer(200, {})


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingAws]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unused")
    with failing_aws() as server:
        yield server


def a_table(aws: FailingAws) -> CaseTable:
    config = AwsConfig(region="us-east-1", endpoint_url=aws.url, table_prefix="guildhall-")
    return CaseTable(dynamodb_client(config, attempts=1), config)


def cancelled(*codes: str) -> Answer:
    reasons = [{"Code": code} for code in codes]
    return Answer(
        400, {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "CancellationReasons": reasons}
    )


def test_another_transaction_on_the_same_items_is_waited_for(aws: FailingAws) -> None:
    aws.answers = [FOUND_NOTHING, cancelled("TransactionConflict", "None"), FOUND_NOTHING, Answer(200, {})]

    case = a_case_service(a_table(aws)).open(a_new_case())

    assert case.number == 1
    assert sum("TransactItems" in request for request in aws.requests) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (cancelled("ConditionalCheckFailed", "None"), Outcome.MOVED),
        (cancelled("ConditionalCheckFailed", "TransactionConflict"), Outcome.MOVED),
        (cancelled("None", "TransactionConflict"), Outcome.MOVED),
    ],
)
def test_a_head_that_moved_is_told(aws: FailingAws, answer: Answer, outcome: Outcome) -> None:
    aws.answers = [answer]
    draft = Draft(Head(guild_id=GUILD), NOON, lambda: "00")
    draft.open(Opened(case=a_new_case()), ADA)

    assert a_table(aws).commit(draft.commit()) is outcome


@pytest.mark.parametrize("answer", [throttled(), cancelled("ValidationError"), Answer(500, {})])
def test_what_else_it_refuses_is_an_error_of_ours(aws: FailingAws, answer: Answer) -> None:
    aws.answers = [FOUND_NOTHING, answer]

    with pytest.raises(StoreUnavailableError):
        a_case_service(a_table(aws)).open(a_new_case())

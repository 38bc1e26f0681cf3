"""DynamoDB by its own client: for the hot path, for conditions and transactions. `pynamo` has the models."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.config.sections import AwsConfig
from shared.kernel.errors import ConflictError, StoreUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

CONNECT_TIMEOUT_SECONDS: Final = 1.0
READ_TIMEOUT_SECONDS: Final = 3.0
MAX_ATTEMPTS: Final = 4  # throttles, 5xx and lost connections; botocore backs off and jitters in between
MAX_CONNECTIONS: Final = 32

MAKING_CLIENTS: Final = Lock()  # boto3's default session makes clients for one thread at a time

_CONDITION_FAILED: Final = "ConditionalCheckFailedException"


def dynamodb_client(
    aws: AwsConfig, *, read_timeout_seconds: float = READ_TIMEOUT_SECONDS, attempts: int = MAX_ATTEMPTS
) -> "DynamoDBClient":
    """Make the client that a process shares (it is safe between threads)."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=read_timeout_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=MAX_CONNECTIONS,
        tcp_keepalive=True,
    )
    with MAKING_CLIENTS:
        return boto3.client("dynamodb", region_name=aws.region, endpoint_url=aws.endpoint_url, config=config)


@contextmanager
def store_errors() -> Iterator[None]:
    """Translate botocore's errors: a condition that does not hold is a `ConflictError`, all else our store's fault."""
    try:
        yield
    except ClientError as error:
        if error_code(error) == _CONDITION_FAILED or _only_conditions_failed(error):
            raise ConflictError from error
        raise StoreUnavailableError from error
    except BotoCoreError as error:
        raise StoreUnavailableError from error


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _only_conditions_failed(error: ClientError) -> bool:
    """Whether a transaction was cancelled by its conditions alone, not by a conflict or a throttle worth a retry."""
    reasons = error.response.get("CancellationReasons", [])
    codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
    return codes == {"ConditionalCheckFailed"}


def is_transaction_conflict(error: StoreUnavailableError) -> bool:
    """Whether a transaction was cancelled because another one held its items."""
    return "TransactionConflict" in {reason.get("Code") for reason in _cancellation_reasons(error)}


def items_in_the_way(conflict: ConflictError) -> list[dict[str, Any] | None]:
    """Return, for each part of a cancelled transaction, the item that failed its condition, where it was asked for."""
    return [reason.get("Item") or None for reason in _cancellation_reasons(conflict)]


def _cancellation_reasons(error: Exception) -> list[dict[str, Any]]:
    cause = error.__cause__
    reasons: Any = cause.response.get("CancellationReasons", []) if isinstance(cause, ClientError) else []
    return list(reasons)


def conflicting_item(conflict: ConflictError) -> dict[str, Any]:
    """Return the item that stood in the way, where the request asked for it (`ReturnValuesOnConditionCheckFailure`)."""
    cause = conflict.__cause__
    item: Any = cause.response.get("Item", {}) if isinstance(cause, ClientError) else {}
    return dict(item)

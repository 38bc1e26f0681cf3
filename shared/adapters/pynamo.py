"""PynamoDB models bound to a process's region, endpoint and table prefix; nothing is read at import."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import new_class
from typing import Final, TypeVar, cast

from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.models import Model

from shared.adapters.dynamodb import CONNECT_TIMEOUT_SECONDS, MAX_ATTEMPTS, MAX_CONNECTIONS, READ_TIMEOUT_SECONDS
from shared.config.sections import AwsConfig
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError

M = TypeVar("M", bound=Model)

_CONDITION_FAILED: Final = frozenset({"ConditionalCheckFailedException"})


def bound(model: type[M], name: str, aws: AwsConfig) -> type[M]:
    """Return a subclass of the model that talks to the table `<prefix><name>`."""
    meta = type(
        "Meta",
        (),
        {
            "table_name": aws.table_prefix + name,
            "region": aws.region,
            "host": aws.endpoint_url,
            "connect_timeout_seconds": CONNECT_TIMEOUT_SECONDS,
            "read_timeout_seconds": READ_TIMEOUT_SECONDS,
            "max_retry_attempts": MAX_ATTEMPTS,
            "max_pool_connections": MAX_CONNECTIONS,
        },
    )
    body = {"Meta": meta, "__module__": model.__module__}
    return cast("type[M]", new_class(model.__name__, (model,), exec_body=lambda namespace: namespace.update(body)))


@contextmanager
def item_errors() -> Iterator[None]:
    """Translate PynamoDB's errors: a failed condition is `ConflictError`, a missing item `NotFoundError`."""
    try:
        yield
    except DoesNotExist as error:
        raise NotFoundError from error
    except PynamoDBException as error:
        if error.cause_response_code in _CONDITION_FAILED:
            raise ConflictError from error
        raise StoreUnavailableError from error

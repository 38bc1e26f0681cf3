"""Requests to DynamoDB that take more than one round."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shared.adapters.dynamodb import store_errors
from shared.kernel.errors import StoreUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

DELETES_PER_REQUEST: Final = 25  # docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
ROUNDS: Final = 4


class Page(NamedTuple):
    """Some of a query's items, and the request for those after them."""

    items: list[dict[str, Any]]
    next: "QueryInputTypeDef | None"


def read_page(client: "DynamoDBClient", request: "QueryInputTypeDef") -> Page:
    with store_errors():
        answer = client.query(**request)
    if "LastEvaluatedKey" not in answer:
        return Page(list(answer["Items"]), None)
    return Page(list(answer["Items"]), request | {"ExclusiveStartKey": answer["LastEvaluatedKey"]})


def query(client: "DynamoDBClient", request: "QueryInputTypeDef | None") -> Iterator[dict[str, Any]]:
    """Yield a query's items, page by page as they are asked for; without a request there are none."""
    while request is not None:
        items, request = read_page(client, request)
        yield from items


def delete_all(client: "DynamoDBClient", table: str, keys: Sequence[dict[str, Any]]) -> None:
    """Delete items, those that are not there included; DynamoDB may leave some for another round when it is busy."""
    left: list[Any] = [{"DeleteRequest": {"Key": key}} for key in keys]
    for _ in range(ROUNDS + len(left) // DELETES_PER_REQUEST):
        if not left:
            return
        with store_errors():
            answer = client.batch_write_item(RequestItems={table: left[:DELETES_PER_REQUEST]})
        left = list(answer.get("UnprocessedItems", {}).get(table, [])) + left[DELETES_PER_REQUEST:]
    if left:
        raise StoreUnavailableError

"""What the API's role allows, and what the API asked of DynamoDB: the local AWS would not tell of the difference."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from infra.local.layout import ROOT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Call = tuple[str, str]
"""An action on a table or an index, as in `("dynamodb:Query", "guildhall-jobs/index/by_queue")`."""


def is_allowed(call: Call) -> bool:
    action, place = call
    statements = json.loads((ROOT / "api/.chalice/policy-prod.json").read_text())["Statement"]
    return any(
        action in statement["Action"] and fnmatchcase(place, table)
        for statement in statements
        for resource in _listed(statement["Resource"])
        for table in [resource.partition(":table/")[2]]
        if table
    )


@contextmanager
def recorded(client: "DynamoDBClient") -> Iterator[set[Call]]:
    """Collect what is asked of DynamoDB by way of a client; a transaction needs what its parts need."""
    calls: set[Call] = set()

    def record(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in ("TransactWriteItems", "TransactGetItems"):
            calls.update(
                (f"dynamodb:{kind}Item", part["TableName"])
                for each in params["TransactItems"]
                for kind, part in each.items()
            )
            return
        index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
        tables = [params["TableName"]] if "TableName" in params else list(params["RequestItems"])
        calls.update((f"dynamodb:{model.name}", f"{table}{index}") for table in tables)

    client.meta.events.register("before-parameter-build.dynamodb", record, unique_id="policy")
    yield calls
    client.meta.events.unregister("before-parameter-build.dynamodb", unique_id="policy")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

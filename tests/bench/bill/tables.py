"""DynamoDB in memory, behind a real boto3 client: it answers what our tables ask, and counts the units.

So the items have their real sizes, and the client's CPU time is real. Of conditions it knows only those on whether an
item is there; all others hold. An index is paid with each write of an item that is in it, as a write of its own.
"""

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from tests.bench.bill.counts import Counts
from tests.bench.item_sizes import item_bytes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Item = dict[str, Any]

PREFIX: Final = "bill-"
AWS: Final = AwsConfig(region="us-east-1", endpoint_url="http://127.0.0.1:9", table_prefix=PREFIX)
KEYS: Final = {
    "events": ("bucket_hour", "batch_id"),
    "batches": ("batch_id",),
    "guilds": ("guild_id",),
    "guild_keys": ("guild_id",),
    "settings": ("guild_id", "feature"),
    "actions": ("guild_id", "id"),
    "timers": ("guild_id", "place"),
}
INDEXES: Final = {"actions": "target", "cases": "unanchored", "jobs": "queue", "timers": "tried"}  # by their hash keys
WRITE_BYTES: Final = 1024
READ_BYTES: Final = 4096
_CLAUSE: Final = re.compile(r"\b(SET|REMOVE|ADD|DELETE)\b")


class Refused(Exception):  # noqa: N818 - an answer of DynamoDB's, no fault
    """A condition did not hold."""


class MeteredTables:
    """`requests` counts round trips; `aside` is the CPU time that went into standing in for DynamoDB."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.requests = 0
        self.aside = 0.0
        self._tables: defaultdict[str, dict[tuple[str, ...], Item]] = defaultdict(dict)
        self._lock = threading.Lock()

    def client(self) -> "DynamoDBClient":
        client = dynamodb_client(AWS)
        serve: Any = self._serve  # the stubs know of no handler that answers
        client.meta.events.register("before-send.dynamodb", serve)
        return client

    def put(self, table: str, item: Item) -> None:
        """Have an item there, uncounted."""
        self._tables[table][tuple(item[each]["S"] for each in KEYS.get(table, ("pk", "sk")))] = item

    def bytes_in(self, table: str) -> int:
        return sum(map(item_bytes, self._tables[table].values()))

    def empty(self, table: str) -> None:
        self._tables[table].clear()

    def _serve(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        began = time.thread_time()
        body: Any = request.body
        target: Any = request.headers["X-Amz-Target"]
        asked = json.loads(body)
        operation = target.decode().rpartition(".")[2]
        answers: dict[str, Callable[[Item], Item]] = {
            "PutItem": self._put,
            "GetItem": self._get,
            "BatchGetItem": self._get_many,
            "Query": self._query,
            "UpdateItem": self._update,
            "DeleteItem": self._delete,
            "BatchWriteItem": self._write_many,
            "TransactWriteItems": self._transact,
        }
        with self._lock:
            self.requests += 1
            try:
                answer = _response(request.url, 200, answers[operation](asked))
            except Refused:
                kind = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
                answer = _response(request.url, 400, {"__type": kind, "message": "The conditional request failed"})
            self.aside += time.thread_time() - began
        return answer

    def _put(self, asked: Item) -> Item:
        table, key = self._place(asked, asked["Item"])
        old = table.get(key)
        if old is not None and "attribute_not_exists" in asked.get("ConditionExpression", ""):
            self._written(asked["TableName"], old)
            raise Refused
        table[key] = asked["Item"]
        self._written(asked["TableName"], old or {}, asked["Item"])
        return {}

    def _get(self, asked: Item) -> Item:
        table, key = self._place(asked, asked["Key"])
        found = table.get(key)
        self._read(item_bytes(found or {}), consistent=asked.get("ConsistentRead", False))
        return {} if found is None else {"Item": found}

    def _get_many(self, asked: Item) -> Item:
        answers: Item = {}
        for name, wanted in asked["RequestItems"].items():
            consistent = wanted.get("ConsistentRead", False)
            places = [self._place({"TableName": name}, key) for key in wanted["Keys"]]
            found = [table.get(key) for table, key in places]
            for item in found:
                self._read(item_bytes(item or {}), consistent=consistent)
            answers[name] = [item for item in found if item]
        return {"Responses": answers, "UnprocessedKeys": {}}

    def _query(self, asked: Item) -> Item:
        if "IndexName" in asked:
            return self._query_index(asked)
        hash_name, sort_name = KEYS.get(asked["TableName"].removeprefix(PREFIX), ("pk", "sk"))
        first, _, rest = asked["KeyConditionExpression"].partition(" AND ")
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items() if "S" in value}
        partition, holds = values[first.split()[-1]], _range(rest, values)
        table = self._tables[asked["TableName"].removeprefix(PREFIX)]
        found = [table[key] for key in sorted(key for key in table if key[0] == partition and holds(key[1]))]
        if not asked.get("ScanIndexForward", True):
            found.reverse()
        start = asked.get("ExclusiveStartKey", {}).get(sort_name, {}).get("S")
        if start is not None:
            found = found[[item[sort_name]["S"] for item in found].index(start) + 1 :]
        limit = asked.get("Limit", len(found))
        page, left = found[:limit], found[limit:]
        self._read(sum(map(item_bytes, page)), consistent=asked.get("ConsistentRead", False))
        more = {"LastEvaluatedKey": {name: page[-1][name] for name in (hash_name, sort_name)}} if left else {}
        return {"Items": page, "Count": len(page), **more}

    def _query_index(self, asked: Item) -> Item:
        """What waits in an index; nothing of the others."""
        name = asked["TableName"].removeprefix(PREFIX)
        wanted = list(asked["ExpressionAttributeValues"].values())[:1]
        found = [each for each in self._tables[name].values() if [each.get(INDEXES.get(name, ""))] == wanted]
        self._read(sum(map(item_bytes, found)), consistent=False)
        return {"Items": found, "Count": len(found)}

    def _update(self, asked: Item) -> Item:
        table, key = self._place(asked, asked["Key"])
        old = table.get(key)
        if old is None and asked.get("ConditionExpression", "").startswith("attribute_exists"):
            self._written(asked["TableName"], {})
            raise Refused
        new = dict(old or asked["Key"])
        for clause, text in _clauses(asked["UpdateExpression"]):
            _change(new, clause, text, asked)
        table[key] = new
        self._written(asked["TableName"], old or {}, new)
        return {"Attributes": new} if "ReturnValues" in asked else {}

    def _delete(self, asked: Item) -> Item:
        table, key = self._place(asked, asked["Key"])
        old = table.pop(key, {})
        self._written(asked["TableName"], old)
        return {"Attributes": old} if old and asked.get("ReturnValues") == "ALL_OLD" else {}

    def _transact(self, asked: Item) -> Item:
        """Twice the units of the same writes one by one."""
        parts: dict[str, Callable[[Item], Item]] = {
            "Put": self._put,
            "Update": self._update,
            "Delete": self._delete,
            "ConditionCheck": self._check,
        }
        before = self.counts.write_units
        for each in asked["TransactItems"]:
            ((kind, part),) = each.items()
            parts[kind](part)
        self.counts.write_units += self.counts.write_units - before
        return {}

    def _check(self, asked: Item) -> Item:
        self._written(asked["TableName"], asked["Key"])
        return {}

    def _write_many(self, asked: Item) -> Item:
        for name, requests in asked["RequestItems"].items():
            for each in requests:
                self._delete({"TableName": name, **each["DeleteRequest"]})
        return {"UnprocessedItems": {}}

    def _place(self, asked: Item, item: Item) -> tuple[dict[tuple[str, ...], Item], tuple[str, ...]]:
        name = asked["TableName"].removeprefix(PREFIX)
        names = KEYS.get(name, ("pk", "sk"))
        return self._tables[name], tuple(item[each]["S"] for each in names)

    def _written(self, table: str, *versions: Item) -> None:
        """Count a write: the larger of what was there and what is; once more where an index has it."""
        units = max(1, -(-max(map(item_bytes, versions)) // WRITE_BYTES))
        is_in_index = any(INDEXES.get(table.removeprefix(PREFIX)) in version for version in versions)
        self.counts.write_units += units * (1 + is_in_index)

    def _read(self, size: int, *, consistent: bool) -> None:
        self.counts.read_units += max(1, -(-size // READ_BYTES)) * (1.0 if consistent else 0.5)


def _response(url: str, status: int, body: Item) -> AWSResponse:
    headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(url, status, headers, _Body(json.dumps(body).encode()))


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def _range(text: str, values: dict[str, str]) -> Callable[[str], bool]:
    """Read a condition on the sort key: a comparison, `begins_with`, `BETWEEN`, or none."""
    words = [values.get(word.strip("(),"), word) for word in text.split()]
    if not text:
        return lambda _: True
    if text.startswith("begins_with"):
        return lambda sort: sort.startswith(words[-1])
    if "BETWEEN" in words:
        return lambda sort: words[2] <= sort <= words[4]
    return (lambda sort: sort < words[2]) if words[1] == "<" else (lambda sort: sort > words[2])


def _clauses(expression: str) -> Iterator[tuple[str, str]]:
    parts = _CLAUSE.split(expression)[1:]
    yield from zip(parts[::2], parts[1::2], strict=True)


def _change(item: Item, clause: str, text: str, asked: Item) -> None:
    names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
    for each in re.split(r",\s*(?![^()]*\))", text.strip()):
        name, _, value = each.replace(" = ", " ", 1).partition(" ")
        name = names.get(name, name)
        if clause == "REMOVE":
            item.pop(name, None)
        elif clause == "SET":
            item[name] = values[value.strip().rstrip(")").rpartition(", ")[2]] if ":" in value else {"NULL": True}
        else:
            _count_or_gather(item, name, values[value.strip()], removes=clause == "DELETE")


def _count_or_gather(item: Item, name: str, value: Item, *, removes: bool) -> None:
    ((kind, change),) = value.items()
    held = item.get(name, {}).get(kind)
    if kind == "N":
        item[name] = {"N": str(int(held or 0) + int(change))}
    else:
        item[name] = {kind: sorted(set(held or []) - set(change) if removes else {*(held or []), *change})}

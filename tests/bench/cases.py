"""Cases at 100,000 in one guild, on the local AWS over HTTP: the 95th percentile of each list, search, read and write.

Baseline: the same without lists of terms, reading the cases block by block from the newest, and filtering them (where
that ends after a tenth of the blocks, ten times as long); of a read one `GetItem`, of a write one `PutItem` of the case
alone. Loading is not measured (`case_load`). What a search finds is compared with a look at every case.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.features.cases import items
from shared.features.cases.changes import Edited
from shared.features.cases.model import Case, CaseKind
from shared.features.cases.ports import BLOCK, block_of
from shared.features.cases.query import CaseQuery
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.features.cases.terms import matches
from shared.features.cases.words import wanted_of
from shared.kernel.snowflakes import Snowflake
from tests.bench.case_load import CASES, COMMON, RARE, SINCE, a_loaded_aws, all_cases, rare_user
from tests.bench.figures import Figure, compared
from tests.factories.cases import ADA, a_new_case
from tests.factories.events import GUILD

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

PAGE: Final = 50
ROUNDS: Final = 30

QUERIES: Final = {
    "list": CaseQuery(),
    "a user, and a kind": CaseQuery(user_id=Snowflake(10**17 + 2), kind=CaseKind.BAN),
    "a common word": CaseQuery(text=COMMON),
    "a rare word": CaseQuery(text=RARE),
    "the beginning of words": CaseQuery(text=COMMON[:2]),
    "a common word, and a rare user": CaseQuery(text=COMMON, user_id=rare_user()),
    "two words, and a month long ago": CaseQuery(
        text="caid bost", after=SINCE.replace(month=3), before=SINCE.replace(month=4)
    ),
}


def p95(measured: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Return milliseconds, after one round that counts for nothing."""
    measured(rounds)
    took = []
    for round_ in range(rounds):
        started = time.perf_counter()
        measured(round_)
        took.append((time.perf_counter() - started) * 1_000)
    return quantiles(took, n=20)[-1]


def expected(query: CaseQuery, cases: list[Case]) -> list[Case]:
    wanted = wanted_of(query.text)
    return list(islice((case for case in reversed(cases) if matches(case, query, wanted)), PAGE))


def filtering(client: "DynamoDBClient", query: CaseQuery) -> float:
    """Return how many milliseconds a page takes that is found the obvious way."""
    started = time.perf_counter()
    blocks = block_of(CASES) + 1
    read = filtered(client, query, blocks // 10)
    factor = 1.0 if read < blocks // 10 else blocks / read
    return (time.perf_counter() - started) * 1_000 * factor


def filtered(client: "DynamoDBClient", query: CaseQuery, most_blocks: int) -> int:
    """Read until there is a page, or so many blocks; return how many were read."""
    wanted, found = wanted_of(query.text), list[Case]()
    newest = block_of(CASES)
    for read, block in enumerate(range(newest, newest - most_blocks, -1), start=1):
        answer = client.query(
            TableName="guildhall-cases",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": items.of_case(GUILD, block * BLOCK)["pk"]},
            ScanIndexForward=False,
        )
        found += [case for case in map(items.read_case, answer["Items"]) if matches(case, query, wanted)]
        if len(found) > PAGE:
            return read
    return most_blocks


def figures() -> Iterator[Figure]:
    with a_loaded_aws() as aws:
        os.environ.update(environment.aws_client(str(aws.endpoint_url), aws.region))
        client = dynamodb_client(aws)
        table = CaseTable(client, aws)
        cases = CaseService(
            table, clock=lambda: datetime.now(UTC), entropy=lambda: secrets.randbits(80), pause=lambda _: None
        )
        yield from _searches(client, cases, all_cases(GUILD))
        yield from _reads(client, cases)
        yield from _writes(client, cases)


def _searches(client: "DynamoDBClient", cases: CaseService, there: list[Case]) -> Iterator[Figure]:
    for name, query in QUERIES.items():
        obvious = filtering(client, query)
        if cases.search(GUILD, query, None, PAGE).items != expected(query, there):
            raise RuntimeError(f"{name}: not what a look at every case finds")
        found = p95(partial(_search, cases, query))
        yield compared(f"cases at {CASES:,}, {name}: p95", found, "ms", baseline=obvious)


def _search(cases: CaseService, query: CaseQuery, _: int) -> object:
    return cases.search(GUILD, query, None, PAGE)


def _reads(client: "DynamoDBClient", cases: CaseService) -> Iterator[Figure]:
    def read(round_: int) -> object:
        return cases.get(GUILD, 1 + round_ * 997)

    def item(round_: int) -> object:
        return client.get_item(TableName="guildhall-cases", Key=items.of_case(GUILD, 1 + round_ * 997))

    yield compared(f"cases at {CASES:,}, read one: p95", p95(read), "ms", baseline=p95(item))

    def of_user(_: int) -> object:
        return cases.of_user(GUILD, rare_user())

    obvious = filtering(client, CaseQuery(user_id=rare_user()))
    yield compared(f"cases at {CASES:,}, all of a user: p95", p95(of_user), "ms", baseline=obvious)


def _writes(client: "DynamoDBClient", cases: CaseService) -> Iterator[Figure]:
    units = _Units(client)
    opened = p95(lambda round_: cases.open(a_new_case(reason="spam and insults, again"), key=f"bench:{round_}"))
    in_all = units.counted
    put = p95(lambda round_: client.put_item(TableName="guildhall-cases", Item=_alone(cases, round_)))
    yield compared(f"cases at {CASES:,}, open: p95", opened, "ms", baseline=put)
    edited = p95(lambda _: cases.change(GUILD, CASES + 1, Edited(reason="spam"), ADA))
    yield compared(f"cases at {CASES:,}, edit: p95", edited, "ms", baseline=put)
    yield compared("write units for a case", in_all / (ROUNDS + 1), "units", baseline=1)


def _alone(cases: CaseService, number: int) -> dict[str, Any]:
    """A case by itself, where nobody looks."""
    return {**items.case_item(cases.get(GUILD, 1)), **items.key_of("alone", str(number))}


class _Units:
    """Counts what transactions cost from now on."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.counted = 0.0
        events: Any = client.meta.events
        events.register("provide-client-params.dynamodb.TransactWriteItems", self._ask)
        events.register("after-call.dynamodb.TransactWriteItems", self._count)

    def _ask(self, params: dict[str, Any], **_: object) -> dict[str, Any]:
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def _count(self, parsed: dict[str, Any], **_: object) -> None:
        self.counted += sum(each["CapacityUnits"] for each in parsed.get("ConsumedCapacity", []))

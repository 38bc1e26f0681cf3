"""The tables `cases` and `case_terms`."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import is_transaction_conflict, items_in_the_way, store_errors
from shared.adapters.queries import query
from shared.config.sections import AwsConfig
from shared.features.cases import items
from shared.features.cases.items import Item
from shared.features.cases.log import LogEntry
from shared.features.cases.model import Case
from shared.features.cases.ports import Commit, Head, Outcome, Posting, TermBlock, Zone, block_of
from shared.features.cases.query import ModeratorCount
from shared.features.cases.transactions import Tables, transactions
from shared.kernel.errors import ConflictError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

KEYS_PER_READ: Final = 100  # docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
ROUNDS: Final = 4
EMPTY_BLOCKS: Final = 3


class CaseTable:
    """All reads are consistent: what was committed is seen."""

    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._tables = Tables(cases=f"{aws.table_prefix}cases", terms=f"{aws.table_prefix}case_terms")

    def head(self, guild_id: Snowflake) -> Head:
        item = self._item(items.of_guild(guild_id, items.HEAD))
        return Head(guild_id=guild_id) if item is None else items.read_head(item)

    def case(self, guild_id: Snowflake, number: int) -> Case | None:
        item = self._item(items.of_case(guild_id, number))
        return None if item is None else items.read_case(item)

    def cases(self, guild_id: Snowflake, numbers: Sequence[int]) -> list[Case]:
        found = self._batch([items.of_case(guild_id, number) for number in numbers], self._tables.cases)
        by_number = {case.number: case for case in map(items.read_case, found)}
        return [by_number[number] for number in numbers if number in by_number]

    def number_of_key(self, guild_id: Snowflake, key: str) -> int | None:
        item = self._item(items.of_idempotency_key(guild_id, key))
        return None if item is None else int(item["number"]["N"])

    def entries(self, guild_id: Snowflake, seqs: Sequence[int]) -> list[LogEntry]:
        found = self._batch([items.of_entry(guild_id, seq) for seq in seqs], self._tables.cases)
        by_seq = {entry.seq: entry for entry in map(items.read_entry, found)}
        return [by_seq[seq] for seq in seqs if seq in by_seq]

    def entries_after(self, guild_id: Snowflake, seq: int, limit: int) -> list[LogEntry]:
        """Read block by block; the log is over where some of them, one after the other, have nothing."""
        found: list[LogEntry] = []
        block, empty = block_of(seq + 1), 0
        while len(found) < limit and empty < EMPTY_BLOCKS:
            after = {":after": items.of_entry(guild_id, seq)["sk"]}
            read = list(self._query(self._tables.cases, items.entry_block(guild_id, block), "sk > :after", after))
            found += map(items.read_entry, read)
            block, empty = block + 1, 0 if read else empty + 1
        return found[:limit]

    def postings(self, guild_id: Snowflake, term: str, highest: int, limit: int) -> list[Posting]:
        partition, start = items.term_place(guild_id, term)
        bounds = {":low": {"S": f"{start}0"}, ":high": {"S": f"{start}{highest:012d}"}}
        found = self._query(self._tables.terms, partition, "sk BETWEEN :low AND :high", bounds, limit)
        return [items.read_posting(item) for item in found]

    def beginnings(self, guild_id: Snowflake, beginning: str) -> list[TermBlock]:
        partition = items.words_partition(guild_id, beginning)
        values = {":start": {"S": beginning}}
        found = self._query(self._tables.terms, partition, "begins_with(sk, :start)", values, projected="sk")
        return [items.read_word_block(item) for item in found]

    def postings_at(self, guild_id: Snowflake, places: Sequence[TermBlock]) -> list[Posting]:
        keys = [items.of_term(guild_id, place.term, place.block) for place in places]
        return [items.read_posting(item) for item in self._batch(keys, self._tables.terms)]

    def zones(self, guild_id: Snowflake) -> list[Zone]:
        found = self._query(self._tables.cases, items.zones_of(guild_id), "sk >= :first", {":first": {"S": "0"}})
        return [items.read_zone(item) for item in found]

    def guilds_of(self, user_id: Snowflake) -> list[Snowflake]:
        partition, first = items.persons_partition(user_id), {":first": {"S": "0"}}
        found = self._query(self._tables.terms, partition, "sk >= :first", first)
        return [parse_snowflake(item["sk"]["S"]) for item in found]

    def moderators(self, guild_id: Snowflake) -> list[ModeratorCount]:
        start = {":start": {"S": items.MODERATOR}}
        found = self._query(self._tables.cases, str(guild_id), "begins_with(sk, :start)", start)
        return [each for each in map(items.read_moderator, found) if each.cases]

    def commit(self, commit: Commit) -> Outcome:
        try:
            for writes in transactions(commit, self._tables):
                with store_errors():
                    self._client.transact_write_items(TransactItems=writes)
        except ConflictError as error:
            used = any(item and "number" in item for item in items_in_the_way(error))
            return Outcome.KEY_USED if used else Outcome.MOVED
        except StoreUnavailableError as error:
            if is_transaction_conflict(error):
                return Outcome.MOVED
            raise
        return Outcome.DONE

    def _item(self, key: Item) -> Item | None:
        with store_errors():
            return self._client.get_item(TableName=self._tables.cases, Key=key, ConsistentRead=True).get("Item")

    def _batch(self, keys: list[Item], table: str) -> list[Item]:
        """Read any number of items; DynamoDB may leave some for another round when it is busy."""
        found, left = list[Item](), keys
        for _ in range(ROUNDS + len(keys) // KEYS_PER_READ):
            if not left:
                return found
            with store_errors():
                answer = self._client.batch_get_item(
                    RequestItems={table: {"Keys": left[:KEYS_PER_READ], "ConsistentRead": True}}
                )
            found += answer["Responses"].get(table, [])
            again: Any = answer.get("UnprocessedKeys", {}).get(table, {})
            left = [*again.get("Keys", []), *left[KEYS_PER_READ:]]
        if left:
            raise StoreUnavailableError
        return found

    def _query(
        self, table: str, partition: str, which: str, values: Item, limit: int | None = None, projected: str = ""
    ) -> Iterator[Item]:
        """Yield items, or one attribute of each that is `projected`; with a `limit` that many, the last first."""
        request: QueryInputTypeDef = {
            "TableName": table,
            "KeyConditionExpression": f"pk = :pk AND {which}",
            "ExpressionAttributeValues": {":pk": {"S": partition}, **values},
            "ConsistentRead": True,
        }
        if limit is not None:
            request |= {"Limit": limit, "ScanIndexForward": False}
        if projected:
            request |= {"ProjectionExpression": projected}
        return islice(query(self._client, request), limit)

"""A commit as DynamoDB's transaction: all of it, or nothing, if the head still is what it was."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from shared.features.cases import items
from shared.features.cases.items import Item
from shared.features.cases.ports import Commit, block_of
from shared.features.cases.terms import WORD
from shared.kernel.snowflakes import Snowflake

MOST_ITEMS: Final = 100  # docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html


class Tables(NamedTuple):
    cases: str
    terms: str


Writes = list[Any]


def transactions(commit: Commit, tables: Tables) -> list[Writes]:
    """Return the transactions of a commit, of which the last one decides.

    What does not fit into it is put into lists before: a number that comes to nothing there, or stands for another
    case, is looked at in vain, and that is all. What does not fit of the removals stays for the same reason.
    """
    core = list(_core(commit, tables.cases))
    facets_first = sorted(_by_block(commit.added).items(), key=lambda each: each[0][0].startswith(WORD))
    additions = [_update(commit, tables.terms, *place, "ADD n :n", numbers) for place, numbers in facets_first]
    additions = [*(_person(commit, tables.terms, who) for who in commit.persons), *additions]
    kept, early = _split(additions, MOST_ITEMS - len(core))
    taken = {place for place, _ in facets_first}
    removals = [
        _update(commit, tables.terms, *place, "DELETE n :n", numbers)
        for place, numbers in _by_block(commit.removed).items()
        if place not in taken
    ]
    left, _ = _split(removals, MOST_ITEMS - len(core) - len(kept))
    return [*(early[at : at + MOST_ITEMS] for at in range(0, len(early), MOST_ITEMS)), [*core, *kept, *left]]


def _split(writes: Writes, room: int) -> tuple[Writes, Writes]:
    return writes[: max(0, room)], writes[max(0, room) :]


def _core(commit: Commit, table: str) -> Iterator[Item]:
    guild_id = commit.after.guild_id
    yield {"Put": {"TableName": table, "Item": items.head_item(commit.after), **_is_unmoved(commit)}}
    for key, number in commit.keys.items():
        key_item = {**items.of_idempotency_key(guild_id, key), "number": {"N": str(number)}}
        yield {
            "Put": {
                "TableName": table,
                "Item": key_item,
                "ConditionExpression": "attribute_not_exists(pk)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }
    for item in (
        *map(items.entry_item, commit.entries),
        *map(items.case_item, commit.cases),
        *(items.zone_item(guild_id, zone) for zone in commit.zones),
    ):
        yield {"Put": {"TableName": table, "Item": item}}
    for change in commit.moderators:
        yield {
            "Update": {
                "TableName": table,
                "Key": items.moderator_key(guild_id, change.moderator.user_id),
                "UpdateExpression": "SET #name = :name ADD cases :cases",
                "ExpressionAttributeNames": {"#name": "name"},
                "ExpressionAttributeValues": {
                    ":name": {"S": change.moderator.name},
                    ":cases": {"N": str(change.cases)},
                },
            }
        }


def _person(commit: Commit, table: str, user_id: Snowflake) -> Item:
    return {"Put": {"TableName": table, "Item": items.of_person(user_id, commit.after.guild_id)}}


def _is_unmoved(commit: Commit) -> Item:
    if commit.before.seq == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "seq = :before",
        "ExpressionAttributeValues": {":before": {"N": str(commit.before.seq)}},
    }


Place = tuple[str, int]


def _by_block(terms: Mapping[str, frozenset[int]]) -> dict[Place, frozenset[int]]:
    found = defaultdict[Place, set[int]](set)
    for term, numbers in terms.items():
        for number in numbers:
            found[term, block_of(number)].add(number)
    return {place: frozenset(numbers) for place, numbers in found.items()}


def _update(commit: Commit, table: str, term: str, block: int, expression: str, numbers: frozenset[int]) -> Item:
    guild_id: Snowflake = commit.after.guild_id
    return {
        "Update": {
            "TableName": table,
            "Key": items.of_term(guild_id, term, block),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": {":n": items.offsets(numbers)},
        }
    }

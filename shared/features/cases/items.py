"""How cases lie in their tables.

`cases`: cases and entries by blocks of numbers, so that no partition grows; a guild's head and its moderators together,
the zones of its full blocks together, and a key by itself. `case_terms`: for each term and block, the numbers in it,
and for each person the guilds whose cases name them.
"""

from typing import Any, Final

from shared.features.cases.log import LogEntry
from shared.features.cases.model import Case, Named
from shared.features.cases.ports import BLOCK, Head, Posting, TermBlock, Zone, block_of
from shared.features.cases.query import ModeratorCount
from shared.features.cases.terms import WORD
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake, parse_snowflake

Item = dict[str, Any]

HEAD: Final = "head"
MODERATOR: Final = "moderator#"
LETTERS: Final = 2  # of a word, by which the words of a guild are told apart into partitions
_NOT_SPLIT: Final = "\u0e00"  # from here on one letter tells words apart well enough

_case: Final = json.Decoder(Case)
_entry: Final = json.Decoder(LogEntry)
_head: Final = json.Decoder(Head)
_zone: Final = json.Decoder(Zone)


def key_of(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def of_guild(guild_id: Snowflake, sk: str) -> Item:
    return key_of(str(guild_id), sk)


def of_case(guild_id: Snowflake, number: int) -> Item:
    return key_of(f"{guild_id}#case#{block_of(number)}", _ordered(number))


def entry_block(guild_id: Snowflake, block: int) -> str:
    return f"{guild_id}#log#{block}"


def of_entry(guild_id: Snowflake, seq: int) -> Item:
    return key_of(entry_block(guild_id, block_of(seq)), _ordered(seq))


def of_idempotency_key(guild_id: Snowflake, key: str) -> Item:
    return key_of(f"{guild_id}#key#{key}", "key")


def zones_of(guild_id: Snowflake) -> str:
    return f"{guild_id}#zones"


def moderator_key(guild_id: Snowflake, user_id: Snowflake) -> Item:
    return of_guild(guild_id, f"{MODERATOR}{user_id}")


def term_place(guild_id: Snowflake, term: str) -> tuple[str, str]:
    """Return a term's partition, and what its blocks' sort keys begin with; words that begin alike lie together."""
    if not term.startswith(WORD):
        return f"{guild_id}#{term}", ""
    word = term.removeprefix(WORD)
    return words_partition(guild_id, word), f"{word}#"


def words_partition(guild_id: Snowflake, beginning: str) -> str:
    return f"{guild_id}#{WORD}{beginning[: 1 if beginning[0] >= _NOT_SPLIT else LETTERS]}"


def of_term(guild_id: Snowflake, term: str, block: int) -> Item:
    partition, start = term_place(guild_id, term)
    return key_of(partition, f"{start}{_ordered(block)}")


def persons_partition(user_id: Snowflake) -> str:
    return f"person#{user_id}"


def of_person(user_id: Snowflake, guild_id: Snowflake) -> Item:
    return key_of(persons_partition(user_id), str(guild_id))


def offsets(numbers: frozenset[int]) -> Item:
    """Numbers within their block: with at most three digits each, a full block stays under 1 KB."""
    return {"NS": [str(number % BLOCK) for number in sorted(numbers)]}


def read_posting(item: Item) -> Posting:
    block = int(item["sk"]["S"].rpartition("#")[2])
    numbers = item.get("n", {}).get("NS", [])  # the last one that is taken out takes the attribute with it
    return Posting(block=block, numbers=frozenset(block * BLOCK + int(each) for each in numbers))


def read_word_block(item: Item) -> TermBlock:
    """Read where a word's posting is from its sort key alone."""
    word, _, block = item["sk"]["S"].rpartition("#")
    return TermBlock(f"{WORD}{word}", int(block))


def case_item(case: Case) -> Item:
    return {**of_case(case.guild_id, case.number), "case": {"S": json.encode(case).decode()}}


def read_case(item: Item) -> Case:
    return _case.decode(item["case"]["S"])


def entry_item(entry: LogEntry) -> Item:
    return {**of_entry(entry.guild_id, entry.seq), "entry": {"S": json.encode(entry).decode()}}


def read_entry(item: Item) -> LogEntry:
    return _entry.decode(item["entry"]["S"])


def head_item(head: Head) -> Item:
    """A head that changed is in the index `by_unanchored` until its hash is kept elsewhere."""
    return {
        **of_guild(head.guild_id, HEAD),
        "seq": {"N": str(head.seq)},
        "head": {"S": json.encode(head).decode()},
        "unanchored": {"S": "1"},
    }


def read_head(item: Item) -> Head:
    return _head.decode(item["head"]["S"])


def zone_item(guild_id: Snowflake, zone: Zone) -> Item:
    return {**key_of(zones_of(guild_id), _ordered(zone.block)), "zone": {"S": json.encode(zone).decode()}}


def read_zone(item: Item) -> Zone:
    return _zone.decode(item["zone"]["S"])


def read_moderator(item: Item) -> ModeratorCount:
    user_id = parse_snowflake(item["sk"]["S"].removeprefix(MODERATOR))
    return ModeratorCount(moderator=Named(user_id=user_id, name=item["name"]["S"]), cases=int(item["cases"]["N"]))


def _ordered(number: int) -> str:
    return f"{number:012d}"

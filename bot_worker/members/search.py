"""A filter as SQL. Every condition looks at narrow columns that each index holds: nothing else has to be read."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from bot_worker.members.cursors import Place
from bot_worker.members.letters import RoleLetters
from bot_worker.members.rows import milliseconds
from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberSort
from shared.kernel.snowflakes import DISCORD_EPOCH, MAX_SNOWFLAKE, snowflake_at

_LATEST: Final = datetime(2080, 1, 1, tzinfo=UTC)  # later ids have more bits than SQLite's integers


class Condition(NamedTuple):
    sql: str
    values: tuple[object, ...]


class Order(NamedTuple):
    """`key` is the column, `source` the table with the index that holds it in order."""

    key: str
    source: str
    is_downwards: bool


_BY_NAME: Final = "members INDEXED BY by_name"
_BY_JOINED: Final = "members INDEXED BY by_joined"
_ORDERS: Final = {
    MemberSort.NAME: Order("name", _BY_NAME, is_downwards=False),
    MemberSort.NAME_DOWN: Order("name", _BY_NAME, is_downwards=True),
    MemberSort.JOINED: Order("joined_at", _BY_JOINED, is_downwards=False),
    MemberSort.JOINED_DOWN: Order("joined_at", _BY_JOINED, is_downwards=True),
    MemberSort.CREATED: Order("user_id", "members", is_downwards=False),
    MemberSort.CREATED_DOWN: Order("user_id", "members", is_downwards=True),
}


def filter_of(query: QueryMembers, letters: RoleLetters, now_ms: int) -> Condition | None:
    """Return what a member must fulfil; None where nobody can."""
    letter = None if query.role_id is None else letters.find(query.role_id)
    if query.role_id is not None and letter is None:
        return None
    found = [Condition("guild_id = ?", (query.guild_id,)), *_of_the_person(query)]
    if letter is not None:
        found.append(Condition("instr(roles, ?)", (letter,)))
    if query.joined_after is not None:
        found.append(Condition("joined_at >= ?", (milliseconds(query.joined_after),)))
    if query.joined_before is not None:
        found.append(Condition("joined_at < ?", (milliseconds(query.joined_before),)))
    if query.timed_out is not None:
        found.append(Condition("timed_out_until > ?" if query.timed_out else "timed_out_until <= ?", (now_ms,)))
    return _joined(found)


def first_ids(where: Condition, limit: int) -> Condition:
    """Select the ids of some who fulfil it."""
    return Condition(f"SELECT user_id FROM members WHERE {where.sql} LIMIT ?", (*where.values, limit))  # noqa: S608 - of our own words


def count_all(where: Condition) -> Condition:
    return Condition(f"SELECT count(*) FROM members WHERE {where.sql}", where.values)  # noqa: S608 - of our own words


def among(guild_id: int, user_ids: list[int]) -> Condition:
    """Be one of these members."""
    marks = ", ".join("?" * len(user_ids))
    return Condition(f"guild_id = ? AND user_id IN ({marks})", (guild_id, *user_ids))


def page_in_order(where: Condition, sort: MemberSort, after: Place | None, limit: int) -> Condition:
    """Go through an index in its order, and stop when the page is full."""
    return _page(_ORDERS[sort].source, where, sort, after, limit)


def page_of_few(where: Condition, sort: MemberSort, after: Place | None, limit: int) -> Condition:
    """Fetch the few, and sort them."""
    return _page("members", where, sort, after, limit)


def _page(source: str, where: Condition, sort: MemberSort, after: Place | None, limit: int) -> Condition:
    key, _, is_downwards = _ORDERS[sort]
    down, sign = (" DESC", "<") if is_downwards else ("", ">")
    if after is not None:
        where = _joined([where, Condition(f"({key}, user_id) {sign} (?, ?)", (after.key, after.user_id))])
    sql = (
        f"SELECT {key}, user_id, roles FROM {source} WHERE {where.sql}"  # noqa: S608 - of our own words
        f" ORDER BY {key}{down}, user_id{down} LIMIT ?"
    )
    return Condition(sql, (*where.values, limit))


def _of_the_person(query: QueryMembers) -> list[Condition]:
    found = []
    if text := query.text.casefold().strip():
        found.append(Condition("instr(search, ?)", (text,)))
        if text.isascii() and text.isdigit() and 0 < int(text[:20]) <= MAX_SNOWFLAKE:
            found[-1] = Condition("(instr(search, ?) OR user_id = ?)", (text, int(text)))
    if query.user_ids:
        marks = ", ".join("?" * len(query.user_ids))
        found.append(Condition(f"user_id IN ({marks})", tuple(map(int, query.user_ids))))
    if query.created_after is not None:
        found.append(Condition("user_id >= ?", (_id_at(query.created_after),)))
    if query.created_before is not None:
        found.append(Condition("user_id < ?", (_id_at(query.created_before),)))
    if query.bot is not None:
        found.append(Condition("bot = ?", (int(query.bot),)))
    return found


def _id_at(moment: datetime) -> int:
    return int(snowflake_at(min(max(moment, DISCORD_EPOCH), _LATEST)))


def _joined(found: list[Condition]) -> Condition:
    return Condition(" AND ".join(each.sql for each in found), tuple(value for each in found for value in each.values))

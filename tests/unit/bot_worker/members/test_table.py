"""The index answers as a plain list would, page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot_worker.members.changes import DropRole, Forget, Put, Remove
from bot_worker.members.pages import MAX_BYTES
from bot_worker.members.table import FEW, MemberTable, open_member_table
from shared.kernel import json
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import InvalidInputError
from shared.kernel.member_lists import MemberPage, MemberProfile, MemberSort
from shared.kernel.snowflakes import Snowflake, created_at, snowflake_at

GUILD, OTHER = Snowflake(1), Snowflake(2)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
MODS, HELPERS = Snowflake(70), Snowflake(71)
DAY = timedelta(days=1)


def an_id(days_old: int) -> Snowflake:
    return snowflake_at(NOW - days_old * DAY)


def a_member(user_id: int, username: str = "", **more: object) -> MemberProfile:
    return replace(MemberProfile(user_id=Snowflake(user_id), username=username or f"user{user_id}"), **more)


def a_query(**wanted: object) -> QueryMembers:
    return replace(QueryMembers(guild_id=GUILD), **wanted)


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[MemberTable]:
    async with open_member_table(tmp_path / "members.db") as opened:
        yield opened


async def put(table: MemberTable, *members: MemberProfile, guild_id: Snowflake = GUILD) -> None:
    await table.apply([Put(guild_id=guild_id, members=list(members))])


async def names(table: MemberTable, **wanted: object) -> list[str]:
    page = await table.page(a_query(**wanted), NOW_MS)
    assert page.total == len(page.items)
    return [member.username for member in page.items]


async def every_page(table: MemberTable, query: QueryMembers) -> list[MemberPage]:
    pages = [await table.page(query, NOW_MS)]
    while pages[-1].next_cursor is not None:
        pages.append(await table.page(replace(query, cursor=pages[-1].next_cursor), NOW_MS))
    return pages


async def test_a_part_of_any_of_the_names_or_the_whole_id_finds_a_member(table: MemberTable) -> None:
    ada = a_member(an_id(5), "ada", global_name="Countess", nick="Enchantress")
    await put(table, ada, a_member(8, "bob"))

    for text in ("DA", "ount", "CHANT", str(ada.user_id), " ada "):
        assert await names(table, text=text) == ["ada"], text
    assert await names(table, text=str(ada.user_id)[:-1]) == []
    assert await names(table, text="%") == []


async def test_roles_times_timeouts_and_bots_are_filters(table: MemberTable) -> None:
    await put(
        table,
        a_member(an_id(10), "ada", role_ids=[MODS, HELPERS], joined_at=NOW - 2 * DAY),
        a_member(an_id(3), "bob", role_ids=[HELPERS], joined_at=NOW - DAY, timed_out_until=NOW + DAY),
        a_member(an_id(1), "cyd", bot=True, joined_at=NOW, timed_out_until=NOW - DAY),
    )

    assert await names(table, role_id=HELPERS) == ["ada", "bob"]
    assert await names(table, role_id=Snowflake(99)) == []
    assert await names(table, joined_after=NOW - DAY) == ["bob", "cyd"]
    assert await names(table, joined_before=NOW - DAY) == ["ada"]
    assert await names(table, created_after=NOW - 5 * DAY, created_before=NOW - 2 * DAY) == ["bob"]
    assert await names(table, timed_out=True) == ["bob"]
    assert await names(table, timed_out=False) == ["ada", "cyd"]
    assert await names(table, bot=True) == ["cyd"]
    assert await names(table, user_ids=[an_id(1), an_id(99)]) == ["cyd"]
    assert await names(table, created_after=NOW + 99_999 * DAY) == []


async def test_a_member_comes_back_as_they_were(table: MemberTable) -> None:
    ada = a_member(5, "ada", nick="A", avatar="abc", role_ids=[MODS], joined_at=NOW, pending=True)
    await put(table, ada)

    assert (await table.page(a_query(), NOW_MS)).items == [ada]


async def test_changes_are_seen_by_the_next_page(table: MemberTable) -> None:
    await put(table, a_member(5, "ada", role_ids=[MODS, HELPERS]), a_member(6, "bob"))
    await put(table, a_member(5, "ada"), guild_id=OTHER)

    await table.apply(
        [
            Put(guild_id=GUILD, members=[a_member(7, "cyd"), a_member(6, "bob", nick="Zoe")]),
            DropRole(guild_id=GUILD, role_id=MODS),
        ]
    )
    page = await table.page(a_query(), NOW_MS)
    assert [(member.username, member.role_ids) for member in page.items] == [
        ("ada", [HELPERS]),
        ("cyd", []),
        ("bob", []),
    ]

    await table.apply([Remove(guild_id=GUILD, user_id=5)])
    assert await names(table) == ["cyd", "bob"]

    await table.apply([Forget(guild_id=GUILD)])
    assert await names(table) == []
    assert await names(table, guild_id=OTHER) == ["ada"]


@pytest.mark.parametrize("sort", list(MemberSort))
async def test_pages_in_any_order_hold_everybody_once_and_in_order(table: MemberTable, sort: MemberSort) -> None:
    count = FEW + 60
    await put(
        table,
        *(a_member(an_id(1 + n * 7 % 90) + n, f"m{n % 40}", joined_at=NOW - n * 5 % 80 * DAY) for n in range(count)),
    )
    keys = {
        "name": lambda member: (member.username, member.user_id),
        "joined": lambda member: (member.joined_at, member.user_id),
        "created": lambda member: (created_at(member.user_id), member.user_id),
    }

    for wanted in (a_query(sort=sort, limit=100), a_query(sort=sort, limit=100, text="m1")):
        pages = await every_page(table, wanted)
        found = [member for page in pages for member in page.items]
        assert found == sorted(found, key=keys[sort.lstrip("-")], reverse=sort.startswith("-"))
        assert len({member.user_id for member in found}) == len(found) == pages[0].total
        assert {page.total for page in pages} == {pages[0].total}


async def test_who_leaves_between_two_pages_moves_nobody_into_the_gap(table: MemberTable) -> None:
    await put(table, *(a_member(n, f"m{n}") for n in range(1, 9)))
    first = await table.page(a_query(limit=3), NOW_MS)

    await table.apply([Remove(guild_id=GUILD, user_id=2)])
    await put(table, a_member(20, "m0"))
    second = await table.page(a_query(limit=3, cursor=first.next_cursor), NOW_MS)

    assert [member.username for member in second.items] == ["m4", "m5", "m6"]
    assert second.total == 8


async def test_a_page_fits_into_a_frame_however_many_roles_its_members_have(table: MemberTable) -> None:
    roles = [Snowflake(10**18 + n) for n in range(250)]
    await put(table, *(a_member(n, role_ids=roles) for n in range(1, 31)))

    pages = await every_page(table, a_query(limit=100))

    assert sum(len(page.items) for page in pages) == 30
    assert all(len(json.encode(page)) < MAX_BYTES + 512 for page in pages)


@pytest.mark.parametrize("cursor", ["x", "!!", "bm9uc2Vuc2U", "é" * 20])
async def test_a_cursor_that_is_none_of_ours_is_refused(table: MemberTable, cursor: str) -> None:
    with pytest.raises(InvalidInputError):
        await table.page(a_query(cursor=cursor), NOW_MS)


async def test_a_cursor_goes_with_its_order(table: MemberTable) -> None:
    await put(table, *(a_member(n) for n in range(1, 9)))
    page = await table.page(a_query(limit=3), NOW_MS)

    with pytest.raises(InvalidInputError):
        await table.page(a_query(limit=3, cursor=page.next_cursor, sort=MemberSort.CREATED), NOW_MS)


async def test_a_file_that_was_there_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "members.db"
    path.write_bytes(b"no database")

    async with open_member_table(path) as table:
        await put(table, a_member(1))
        assert (await table.page(a_query(), NOW_MS)).total == 1

    assert not path.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=20), name=st.text(min_size=1, max_size=20))
async def test_whatever_is_typed_finds_what_holds_it(tmp_path: Path, text: str, name: str) -> None:
    async with open_member_table(tmp_path / "members.db") as table:
        await put(table, a_member(5, name.replace("\0", "x")))

        found = await table.page(a_query(text=text), NOW_MS)

    looked_for = text.casefold().strip()
    if "\0" not in looked_for and not looked_for.isdigit():
        assert bool(found.items) == (looked_for in name.replace("\0", "x").casefold())

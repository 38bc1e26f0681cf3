"""A new order of roles never moves a role that the actor, or the bot, may not move."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.roles import Role
from shared.features.roles import rules
from shared.features.roles.order import ordered, positions
from shared.kernel.authority import GuildRole, can_use_role
from shared.kernel.errors import ConflictError, InvalidInputError, RoleTooHighError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import BOT_ROLE, GUILD, MEMBERS, MODS, OWNER, PERSON, a_role, a_scene, a_snapshot

heights = st.lists(st.integers(1, 6), min_size=1, max_size=9)
IDS = [Snowflake(100 + number) for number in range(9)]


def roles_at(places: list[int]) -> list[GuildRole]:
    return ordered(
        [GuildRole(id=role_id, permissions=0, position=place) for role_id, place in zip(IDS, places, strict=False)]
    )


def order_after(before: list[GuildRole], new: dict[Snowflake, int]) -> list[Snowflake]:
    moved = [GuildRole(id=role.id, permissions=0, position=new.get(role.id, role.position)) for role in before]
    return [role.id for role in ordered(moved)]


@given(heights, st.data())
def test_the_positions_make_the_order_that_was_asked_for(places: list[int], data: st.DataObject) -> None:
    before = roles_at(places)
    wanted = data.draw(st.permutations([role.id for role in before]))

    try:
        new = positions(before, wanted)
    except ConflictError:
        assume(False)

    assert order_after(before, new) == wanted


@given(heights, st.data())
def test_roles_above_the_highest_that_moves_keep_their_positions(places: list[int], data: st.DataObject) -> None:
    before = roles_at(places)
    stays = data.draw(st.integers(0, len(before)))
    wanted = [role.id for role in before[:stays]] + data.draw(st.permutations([role.id for role in before[stays:]]))

    try:
        new = positions(before, wanted)
    except ConflictError:
        assume(False)

    assert not new.keys() & {role.id for role in before[:stays]}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9, unique=True), st.data())
def test_where_every_role_has_a_position_of_its_own_there_is_always_room(
    places: list[int], data: st.DataObject
) -> None:
    before = roles_at(places)
    wanted = data.draw(st.permutations([role.id for role in before]))

    new = positions(before, wanted)

    assert sorted(new.get(role.id, role.position) for role in before) == sorted(places)


def test_what_is_in_order_already_needs_nothing() -> None:
    before = roles_at([3, 2, 1])

    assert positions(before, [role.id for role in before]) == {}


@given(heights, st.integers(0, 8), st.integers(0, 8), st.booleans(), st.data())
def test_a_reorder_never_moves_a_role_that_the_actor_or_the_bot_may_not_move(
    places: list[int], of_person: int, of_bot: int, owns: bool, data: st.DataObject
) -> None:
    everyone = a_role(GUILD, 0)
    roles = [Role(id=role.id, name="", permissions=Bits(0), position=role.position) for role in roles_at(places)]
    bot = roles[of_bot % len(roles)]
    able = [Role(id=each.id, name="", permissions=Bits(Permission.MANAGE_ROLES), position=each.position)
            if each is bot else each for each in roles]  # fmt: skip
    snapshot = a_snapshot(roles=[everyone, *able], bot_roles=[bot.id])
    scene = a_scene(snapshot, roles=[roles[of_person % len(roles)].id], user=OWNER if owns else PERSON)
    wanted = data.draw(st.permutations([role.id for role in roles]))

    try:
        new = rules.positions(scene, wanted)
    except (RoleTooHighError, ConflictError):
        return

    for role_id in new:
        role = scene.roles.roles[role_id]
        assert can_use_role(scene.roles, scene.person, role)
        assert can_use_role(scene.roles, scene.bot, role)
    before = ordered([role for role in scene.roles.roles.values() if role.id != GUILD])
    after = order_after(before, new)
    assert after == wanted
    fixed = [role.id for role in before if not can_use_role(scene.roles, scene.person, role)]
    assert after[: len(fixed)] == fixed


def test_a_role_of_ones_own_rank_cannot_be_moved() -> None:
    scene = a_scene(roles=[MEMBERS])

    with pytest.raises(RoleTooHighError):
        rules.positions(scene, [BOT_ROLE, MEMBERS, MODS])


@pytest.mark.parametrize(
    ("ids", "problem"),
    [([BOT_ROLE, MODS], "unknown"), ([BOT_ROLE, MODS, MODS], "repeated"), ([BOT_ROLE, MODS, GUILD], "unknown")],
)
def test_an_order_names_each_role_once_and_not_everyone(ids: list[Snowflake], problem: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rules.positions(a_scene(), ids)

    assert refused.value.details == {"fields": {"role_ids": problem}}

"""What may be done to members: refused before Discord is asked, for the reason that Discord would have."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.members.rules import check_nick, check_removal, check_roles, check_timeout
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.rules import Scene
from shared.kernel.authority import GuildMember, can_act_on, can_use_role
from shared.kernel.errors import AppError, ConflictError, InvalidInputError, PermissionMissingError, RoleTooHighError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import BOT, BOT_ROLE, GUILD, MEMBERS, MODS, OWNER, PERSON, a_role, a_scene, a_snapshot
from tests.fakes.clock import NOON

TARGET = Snowflake(903)
MANAGED, ADMINS = Snowflake(40), Snowflake(15)


def a_guild() -> GuildSnapshot:
    """The bot above the moderators, who are above an integration's role, administrators of a low rank, and members."""
    powers = (
        Permission.KICK_MEMBERS,
        Permission.MODERATE_MEMBERS,
        Permission.MANAGE_NICKNAMES,
        Permission.MANAGE_ROLES,
    )
    return a_snapshot(
        roles=[
            a_role(GUILD, 0, Permission.VIEW_CHANNEL, Permission.CHANGE_NICKNAME, name="@everyone"),
            a_role(MEMBERS, 1, name="Members"),
            a_role(ADMINS, 2, Permission.ADMINISTRATOR, name="Admins"),
            replace(a_role(MANAGED, 3, name="Music"), managed=True),
            a_role(MODS, 4, Permission.KICK_MEMBERS, name="Mods"),
            a_role(BOT_ROLE, 5, *powers, name="Bot"),
        ]
    )


def somebody(*roles: Snowflake, user_id: Snowflake = TARGET) -> GuildMember:
    return GuildMember(user_id=user_id, role_ids=frozenset(roles))


def refused(check: Callable[[], object], kind: type[AppError]) -> dict[str, object]:
    with pytest.raises(kind) as caught:
        check()
    return caught.value.details or {}


@pytest.fixture
def scene() -> Scene:
    return a_scene(a_guild())


def test_a_member_below_both_can_be_kicked(scene: Scene) -> None:
    check_removal(scene, somebody(MEMBERS), Permission.KICK_MEMBERS)


def test_nobody_removes_themselves_the_bot_the_owner_or_their_equals(scene: Scene) -> None:
    for target, kind, told in (
        (somebody(user_id=PERSON), ConflictError, {"target": "you"}),
        (somebody(user_id=BOT), ConflictError, {"target": "bot"}),
        (somebody(user_id=OWNER), RoleTooHighError, {"who": "you", "owner": True}),
        (somebody(MODS), RoleTooHighError, {"who": "you", "role": "Mods", "role_id": str(MODS)}),
    ):
        assert refused(partial(check_removal, scene, target, Permission.KICK_MEMBERS), kind) == told


def test_what_the_bot_lacks_is_named(scene: Scene) -> None:
    told = refused(lambda: check_removal(scene, somebody(), Permission.BAN_MEMBERS), PermissionMissingError)

    assert told == {"who": "bot", "permission": "BAN_MEMBERS"}


def test_a_timeout_lasts_up_to_28_days_by_whatever_clock(scene: Scene) -> None:
    longest = NOON + timedelta(days=28)

    assert check_timeout(scene, somebody(), longest) == longest
    assert check_timeout(scene, somebody(), longest + timedelta(minutes=4)) == longest
    assert check_timeout(scene, somebody(), None) is None
    for until, problem in ((NOON, "too_small"), (longest + timedelta(minutes=6), "too_large")):
        told = refused(partial(check_timeout, scene, somebody(), until), InvalidInputError)
        assert told == {"fields": {"timed_out_until": problem}}


def test_an_administrator_cannot_be_silenced_but_may_be_let_speak(scene: Scene) -> None:
    admin = somebody(ADMINS)

    told = refused(lambda: check_timeout(scene, admin, NOON + timedelta(hours=1)), ConflictError)

    assert told == {"target": "administrator"}
    assert check_timeout(scene, admin, None) is None


def test_a_nick_has_32_characters_at_most(scene: Scene) -> None:
    check_nick(scene, somebody(), "x" * 32)

    told = refused(lambda: check_nick(scene, somebody(), "x" * 33), InvalidInputError)
    assert told == {"fields": {"nick": "too_long"}}


def test_people_change_their_own_nick_where_the_guild_lets_them(scene: Scene) -> None:
    check_nick(scene, scene.person, "Me")

    roles = [a_role(GUILD, 0, name="@everyone"), *scene.snapshot.guild.roles[1:]]
    strict = a_scene(a_snapshot(roles=roles))
    told = refused(lambda: check_nick(strict, strict.person, "Me"), PermissionMissingError)
    assert told == {"who": "you", "permission": "CHANGE_NICKNAME"}


def test_roles_of_integrations_and_of_everybody_are_nobody_s_to_give(scene: Scene) -> None:
    assert refused(lambda: check_roles(scene, [], [MANAGED]), ConflictError) == {"role": "managed"}
    assert refused(lambda: check_roles(scene, [], [GUILD]), ConflictError) == {"role": "everyone"}
    assert refused(lambda: check_roles(scene, [], [Snowflake(5)]), InvalidInputError) == {
        "fields": {"role_ids": "unknown"}
    }


def test_nobody_gives_a_permission_that_they_lack_but_may_take_it(scene: Scene) -> None:
    told = refused(lambda: check_roles(scene, [], [ADMINS]), PermissionMissingError)

    assert (told["who"], told["permissions"]) == ("you", ["ADMINISTRATOR"])
    check_roles(scene, [ADMINS], [])
    check_roles(a_scene(a_guild(), user=OWNER), [], [ADMINS])


def test_a_role_that_is_gone_stands_in_nobody_s_way(scene: Scene) -> None:
    check_roles(scene, [Snowflake(5)], [MEMBERS])


_SOME_ROLES = st.sets(st.sampled_from([MEMBERS, ADMINS, MANAGED, MODS, BOT_ROLE]))


@given(mine=_SOME_ROLES, theirs=_SOME_ROLES, owner=st.booleans())
def test_whoever_is_removed_stood_below_both(mine: set[Snowflake], theirs: set[Snowflake], *, owner: bool) -> None:
    scene = a_scene(a_guild(), roles=tuple(mine), user=OWNER if owner else PERSON)
    target = somebody(*theirs)
    allowed = all(can_act_on(scene.roles, actor, target) for actor in (scene.person, scene.bot))

    try:
        check_removal(scene, target, Permission.KICK_MEMBERS)
    except RoleTooHighError:
        assert not allowed
    else:
        assert allowed


@given(mine=_SOME_ROLES, before=_SOME_ROLES, after=_SOME_ROLES)
def test_a_role_that_is_given_or_taken_is_below_both(
    mine: set[Snowflake], before: set[Snowflake], after: set[Snowflake]
) -> None:
    scene = a_scene(a_guild(), roles=tuple(mine))
    touched = [scene.roles.roles[role_id] for role_id in before ^ after]

    try:
        check_roles(scene, before, after)
    except (RoleTooHighError, ConflictError, PermissionMissingError):
        return
    assert all(can_use_role(scene.roles, actor, role) for role in touched for actor in (scene.person, scene.bot))
    assert MANAGED not in before ^ after

"""Nobody lifts themselves, or others, above what they have: grants, ranks, and the edges of both."""

import pytest

from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.rules import access_of_member, check_change, require
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.kernel.authority import GuildMember, GuildRole, GuildRoles, can_act_on, can_grant_permissions, can_use_role
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.errors import (
    AppError,
    GuildForbiddenError,
    InvalidInputError,
    PermissionMissingError,
    RoleTooHighError,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

GUILD, OWNER, ACTOR, TARGET, BOT = (Snowflake(each) for each in (1, 900, 901, 902, 903))
TOP, BOTS_OWN, MINE, TWIN, LOW, GONE = (Snowflake(each) for each in (60, 50, 40, 41, 20, 999))
POSITIONS = {TOP: 5, BOTS_OWN: 4, MINE: 3, TWIN: 3, LOW: 1}
VIEW, MODERATE, ACCESS = GuildPermission.VIEW, GuildPermission.MODERATE, GuildPermission.MANAGE_ACCESS
SETTINGS = GuildPermission.MANAGE_SETTINGS


def a_guild(**permissions: int) -> GuildRoles:
    roles = {
        role_id: GuildRole(id=role_id, permissions=permissions.get(f"of_{role_id}", 0), position=position)
        for role_id, position in {GUILD: 0, **POSITIONS}.items()
    }
    return GuildRoles(guild_id=GUILD, owner_id=OWNER, roles=roles)


def a_member(user_id: Snowflake, *role_ids: Snowflake) -> GuildMember:
    return GuildMember(user_id=user_id, role_ids=frozenset(role_ids))


def roles() -> list[RoleView]:
    return [
        RoleView(
            id=role_id, name="r", color=0, position=position, managed=role_id == BOTS_OWN, administrator=role_id == TOP
        )
        for role_id, position in POSITIONS.items()
    ]


def an_actor(*permissions: GuildPermission, owner: bool = False, role: Snowflake | None = MINE) -> GuildAccess:
    return GuildAccess(
        owner=owner,
        administrator=False,
        permissions=list(permissions),
        source=AccessSource.BOT,
        top_role_id=role,
        top_role_position=POSITIONS[role] if role else None,
    )


def granting(**permissions: list[GuildPermission]) -> AccessSettings:
    return AccessSettings(
        grants=[
            RoleGrant(role_id=Snowflake(int(name.removeprefix("to_"))), permissions=each)
            for name, each in permissions.items()
        ]
    )


def refusal(actor: GuildAccess, before: AccessSettings, after: AccessSettings) -> type[AppError] | None:
    try:
        check_change(actor, before, after, GUILD, roles)
    except AppError as error:
        return type(error)
    return None


NOTHING = granting()


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        (a_member(TARGET, LOW), True),
        (a_member(TARGET), True),
        (a_member(TARGET, MINE), False),
        (a_member(TARGET, TWIN), True),  # of two at one position the older is the higher
        (a_member(TARGET, TOP), False),
        (a_member(TARGET, LOW, TOP), False),
        (a_member(BOT, BOTS_OWN), False),
        (a_member(OWNER), False),
        (a_member(OWNER, LOW), False),
        (a_member(ACTOR, LOW), False),
        (a_member(TARGET, GONE), True),
    ],
)
def test_who_may_be_acted_on(target: GuildMember, allowed: bool) -> None:
    assert can_act_on(a_guild(), a_member(ACTOR, MINE, LOW), target) is allowed


def test_an_administrator_is_not_above_ranks() -> None:
    guild = a_guild(of_20=int(Permission.ADMINISTRATOR))

    assert not can_act_on(guild, a_member(ACTOR, LOW), a_member(TARGET, MINE))
    assert not can_use_role(guild, a_member(ACTOR, LOW), guild.roles[LOW])


def test_equals_act_on_each_other_in_neither_direction() -> None:
    one, other = a_member(ACTOR, MINE), a_member(TARGET, MINE)

    assert not can_act_on(a_guild(), one, other)
    assert not can_act_on(a_guild(), other, one)


def test_nobody_acts_on_the_owner_and_the_owner_not_on_themselves() -> None:
    everything = a_guild(of_60=int(Permission.ADMINISTRATOR))

    assert not can_act_on(everything, a_member(ACTOR, TOP), a_member(OWNER))
    assert not can_act_on(everything, a_member(OWNER), a_member(OWNER))
    assert can_act_on(everything, a_member(OWNER), a_member(TARGET, TOP))


@pytest.mark.parametrize("bit", [Permission.ADMINISTRATOR, Permission.BAN_MEMBERS, 1 << 60, 1 << 70])
def test_nobody_gives_a_permission_that_they_lack(bit: int) -> None:
    actor = a_member(ACTOR, MINE)

    assert not can_grant_permissions(a_guild(of_40=int(Permission.KICK_MEMBERS)), actor, int(bit), NOON)


@pytest.mark.parametrize("role", [MINE, TOP, BOTS_OWN])
def test_grants_of_a_role_that_is_not_below_one_s_own_stay_as_they_are(role: Snowflake) -> None:
    actor, some = an_actor(VIEW, ACCESS), granting(**{f"to_{role}": [VIEW]})

    assert refusal(actor, NOTHING, some) is RoleTooHighError
    assert refusal(actor, some, NOTHING) is RoleTooHighError


def test_nobody_grants_or_takes_what_they_lack() -> None:
    actor, some = an_actor(VIEW, ACCESS), granting(to_20=[SETTINGS])

    assert refusal(actor, NOTHING, some) is PermissionMissingError
    assert refusal(actor, some, NOTHING) is PermissionMissingError


def test_nobody_adds_to_a_grant_under_cover_of_what_stands_there() -> None:
    before = granting(to_60=[VIEW, SETTINGS], to_20=[VIEW])

    assert refusal(an_actor(VIEW, ACCESS), before, granting(to_60=[VIEW, SETTINGS], to_20=[VIEW, ACCESS])) is None
    assert refusal(an_actor(VIEW, ACCESS), before, granting(to_60=[VIEW, SETTINGS, ACCESS], to_20=[VIEW])) is (
        RoleTooHighError
    )


def test_a_role_listed_twice_hides_nothing() -> None:
    twice = AccessSettings(grants=[*granting(to_20=[VIEW]).grants, *granting(to_20=[SETTINGS]).grants])

    assert refusal(an_actor(*GuildPermission, owner=True), NOTHING, twice) is InvalidInputError


def test_everyone_is_granted_nothing_by_anybody() -> None:
    assert refusal(an_actor(*GuildPermission, owner=True), NOTHING, granting(to_1=[VIEW])) is InvalidInputError


def test_who_is_known_only_by_discord_has_no_rank_to_grant_from() -> None:
    actor = an_actor(*GuildPermission, role=None)

    assert refusal(actor, NOTHING, granting(to_20=[VIEW])) is RoleTooHighError


def test_the_owner_grants_everything_to_every_role() -> None:
    actor = an_actor(*GuildPermission, owner=True, role=None)

    assert refusal(actor, NOTHING, granting(to_60=list(GuildPermission), to_50=[VIEW])) is None


SOME_GRANTS = granting(to_20=[MODERATE], to_41=[SETTINGS])


@pytest.mark.parametrize(
    ("view", "permissions"),
    [
        (MemberView(member=False), []),
        (MemberView(member=False, role_ids=[LOW, TOP], permissions=int(Permission.ADMINISTRATOR)), []),
        (MemberView(member=True), []),
        (MemberView(member=True, role_ids=[TOP]), []),
        (MemberView(member=True, role_ids=[LOW]), [VIEW, MODERATE]),
        (MemberView(member=True, role_ids=[LOW, TWIN]), [VIEW, MODERATE, SETTINGS]),
        (MemberView(member=True, permissions=int(Permission.MANAGE_GUILD)), []),
        (MemberView(member=True, permissions=int(Permission.ADMINISTRATOR)), list(GuildPermission)),
    ],
)
def test_roles_give_what_is_granted_to_them_and_nothing_else(
    view: MemberView, permissions: list[GuildPermission]
) -> None:
    assert access_of_member(view, SOME_GRANTS, NOON).permissions == permissions


def test_a_role_that_is_taken_takes_its_grant_along() -> None:
    before = access_of_member(MemberView(member=True, role_ids=[LOW]), SOME_GRANTS, NOON)
    after = access_of_member(MemberView(member=True), SOME_GRANTS, NOON)

    require(before, MODERATE)
    with pytest.raises(GuildForbiddenError):
        require(after, VIEW)


def test_without_view_nothing_else_counts() -> None:
    with pytest.raises(GuildForbiddenError):
        require(an_actor(MODERATE, ACCESS), ACCESS)

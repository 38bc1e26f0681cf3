"""Who may do what, and who may grant what to whom."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord_payloads import UserGuild
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.rules import access_by_discord, access_of_member, check_change, require
from shared.features.access.settings import AccessSettings, RoleGrant
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

GUILD = Snowflake(1)
LOW, OWN, SAME, HIGH, GONE = (Snowflake(role_id) for role_id in (2, 3, 4, 5, 99))
POSITIONS = {LOW: 1, OWN: 2, SAME: 2, HIGH: 3}
ALL = list(GuildPermission)

permissions = st.lists(st.sampled_from(ALL), min_size=1, unique=True)
settings_of_guilds = st.dictionaries(st.sampled_from([*POSITIONS, GONE]), permissions).map(
    lambda grants: grants_of(**{str(role_id): given for role_id, given in grants.items()})
)


def grants_of(**given: list[GuildPermission]) -> AccessSettings:
    return AccessSettings(
        grants=[RoleGrant(role_id=Snowflake(int(role_id)), permissions=each) for role_id, each in given.items()]
    )


def granting(role_id: Snowflake, *given: GuildPermission) -> AccessSettings:
    return AccessSettings(grants=[RoleGrant(role_id=role_id, permissions=list(given))])


def roles() -> list[RoleView]:
    return [
        RoleView(id=role_id, name="r", color=0, position=position, managed=False, administrator=False)
        for role_id, position in POSITIONS.items()
    ]


def somebody(*held: GuildPermission, owner: bool = False) -> GuildAccess:
    return GuildAccess(
        owner=owner,
        administrator=False,
        permissions=list(held),
        source=AccessSource.BOT,
        top_role_id=OWN,
        top_role_position=2,
    )


@pytest.mark.parametrize(
    "view",
    [MemberView(member=True, owner=True), MemberView(member=True, permissions=int(Permission.ADMINISTRATOR))],
)
def test_owners_and_administrators_may_do_everything(view: MemberView) -> None:
    assert access_of_member(view, AccessSettings(), NOON).permissions == ALL


@given(settings_of_guilds, st.frozensets(st.sampled_from([*POSITIONS, GONE])))
def test_a_member_may_do_what_all_their_roles_are_granted_together(
    settings: AccessSettings, held: frozenset[Snowflake]
) -> None:
    granted = {each for grant in settings.grants if grant.role_id in held for each in grant.permissions}

    access = access_of_member(MemberView(member=True, role_ids=sorted(held)), settings, NOON)

    assert set(access.permissions) == (granted | {GuildPermission.VIEW} if granted else set())


def test_who_is_no_member_may_do_nothing_whatever_is_granted() -> None:
    view = MemberView(member=False, role_ids=[LOW], permissions=int(Permission.ADMINISTRATOR))

    assert access_of_member(view, granting(LOW, GuildPermission.VIEW), NOON).permissions == []


@pytest.mark.parametrize(("seconds", "held"), [(1, ["view"]), (0, ["view", "moderate"]), (-1, ["view", "moderate"])])
def test_a_timeout_leaves_the_view(seconds: int, held: list[str]) -> None:
    view = MemberView(member=True, role_ids=[LOW], timed_out_until=NOON + timedelta(seconds=seconds))

    assert access_of_member(view, granting(LOW, GuildPermission.MODERATE), NOON).permissions == held


@pytest.mark.parametrize(
    ("owner", "bits", "held"),
    [(True, 0, ALL), (False, Permission.ADMINISTRATOR, ALL), (False, Permission.MANAGE_GUILD, [])],
)
def test_discord_alone_knows_owners_and_administrators_only(owner: bool, bits: int, held: list[str]) -> None:
    guild = UserGuild(id=GUILD, name="g", owner=owner, permissions=str(int(bits)))

    access = access_by_discord(guild)

    assert (access.permissions, access.source, access.top_role_id) == (held, AccessSource.DISCORD, None)


def test_strangers_are_told_nothing_and_viewers_what_is_missing() -> None:
    with pytest.raises(GuildForbiddenError):
        require(somebody(), GuildPermission.VIEW)
    with pytest.raises(GuildForbiddenError):
        require(somebody(), GuildPermission.MODERATE)

    require(somebody(GuildPermission.VIEW), GuildPermission.VIEW)

    with pytest.raises(PermissionMissingError) as missing:
        require(somebody(GuildPermission.VIEW), GuildPermission.MODERATE)
    assert missing.value.details == {"missing": ["moderate"]}


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (granting(HIGH, GuildPermission.VIEW), RoleTooHighError),
        (granting(OWN, GuildPermission.VIEW), RoleTooHighError),
        (granting(SAME, GuildPermission.VIEW), None),  # at the same position, but younger: below
        (granting(LOW, GuildPermission.VIEW), None),
        (granting(GONE, GuildPermission.VIEW), None),
        (granting(LOW, GuildPermission.MODERATE), PermissionMissingError),
        (granting(GUILD, GuildPermission.VIEW), InvalidInputError),
        (AccessSettings(grants=[*granting(LOW, GuildPermission.VIEW).grants] * 2), InvalidInputError),
    ],
)
def test_what_is_granted_is_ones_own_and_the_role_is_below(
    after: AccessSettings, refusal: type[AppError] | None
) -> None:
    actor = somebody(GuildPermission.VIEW, GuildPermission.MANAGE_ACCESS)

    if refusal is None:
        check_change(actor, AccessSettings(), after, GUILD, roles)
    else:
        with pytest.raises(refusal):
            check_change(actor, AccessSettings(), after, GUILD, roles)


@given(settings_of_guilds, settings_of_guilds, permissions)
def test_nobody_but_the_owner_changes_what_they_could_not_grant(
    before: AccessSettings, after: AccessSettings, held: list[GuildPermission]
) -> None:
    old, new = ({grant.role_id: set(grant.permissions) for grant in each.grants} for each in (before, after))
    changes = {role_id: old.get(role_id, set()) ^ new.get(role_id, set()) for role_id in {*old, *new}}
    changed = {role_id: change for role_id, change in changes.items() if change}
    allowed = all(change <= set(held) for change in changed.values()) and changed.keys() <= {LOW, SAME, GONE}

    try:
        check_change(somebody(*held), before, after, GUILD, roles)
    except (PermissionMissingError, RoleTooHighError):
        assert not allowed
    else:
        assert allowed
    check_change(somebody(*ALL, owner=True), before, after, GUILD, lambda: pytest.fail("the owner needs no ranks"))


def test_what_somebody_higher_has_granted_stays_as_it_is() -> None:
    before = granting(HIGH, *ALL)
    after = AccessSettings(grants=[*before.grants, *granting(LOW, GuildPermission.VIEW).grants])

    check_change(somebody(GuildPermission.VIEW), before, after, GUILD, roles)

"""What may be changed of roles, by whom."""

import pytest
from msgspec.structs import replace

from shared.adapters.discord.resources.roles import Role
from shared.features.roles.model import NewRole, RoleEdit
from shared.features.roles.rules import MAX_ROLES, check_delete, check_edit, check_new
from shared.features.roles.views import listed
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import ConflictError, InvalidInputError, PermissionMissingError, RoleTooHighError
from shared.kernel.permissions import Permission
from tests.factories.snapshots import BOT_ROLE, GUILD, MEMBERS, MODS, OWNER, a_role, a_scene, a_snapshot

BAN = str(int(Permission.BAN_MEMBERS))


def with_role(**changes: object) -> tuple[Scene, Role]:
    """Return a moderator's scene with a role below them."""
    scene = a_scene()
    role = replace(scene.role(MEMBERS), **changes)
    others = [each for each in scene.snapshot.guild.roles if each.id != role.id]
    return a_scene(a_snapshot(roles=[*others, role])), role


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (RoleEdit(name=""), {"name": "too_short"}),
        (RoleEdit(name="   "), {"name": "too_short"}),
        (RoleEdit(name="x" * 101), {"name": "too_long"}),
        (RoleEdit(color=-1), {"color": "too_small"}),
        (RoleEdit(color=1 << 24), {"color": "too_large"}),
        (RoleEdit(permissions=str(1 << 60)), {"permissions": "unknown"}),
    ],
)
def test_values_are_judged_before_discord_is_asked(wanted: RoleEdit, fields: dict[str, str]) -> None:
    scene, role = with_role()

    with pytest.raises(InvalidInputError) as refused:
        check_edit(scene, role, wanted)

    assert refused.value.details == {"fields": fields}


def test_a_permission_that_discord_has_and_we_do_not_know_may_stay() -> None:
    scene, role = with_role(permissions=type(a_role(1, 1).permissions)(1 << 60))

    check_edit(scene, role, RoleEdit(permissions=str(1 << 60), name="Same"))


def test_nobody_gives_a_role_what_they_lack() -> None:
    scene, role = with_role()

    with pytest.raises(PermissionMissingError) as refused:
        check_edit(scene, role, RoleEdit(permissions=BAN))

    assert refused.value.details == {"who": "you", "permissions": ["BAN_MEMBERS"]}


def test_the_owner_gives_what_the_bot_has_and_nothing_else() -> None:
    scene = a_scene(user=OWNER, roles=[])

    check_edit(scene, scene.role(MEMBERS), RoleEdit(permissions=str(int(Permission.MANAGE_CHANNELS))))
    with pytest.raises(PermissionMissingError) as refused:
        check_edit(scene, scene.role(MEMBERS), RoleEdit(permissions=BAN))

    assert refused.value.details == {"who": "bot", "permissions": ["BAN_MEMBERS"]}


def test_a_role_at_ones_own_rank_stays_as_it_is() -> None:
    scene = a_scene()

    with pytest.raises(RoleTooHighError) as refused:
        check_edit(scene, scene.role(MODS), RoleEdit(name="Gods"))

    assert refused.value.details is not None
    assert refused.value.details["who"] == "you"


def test_the_bots_own_role_is_above_the_bot() -> None:
    scene = a_scene(user=OWNER, roles=[])

    with pytest.raises(RoleTooHighError) as refused:
        check_edit(scene, scene.role(BOT_ROLE), RoleEdit(name="Gods"))

    assert refused.value.details is not None
    assert refused.value.details["who"] == "bot"


def test_of_everyone_only_the_permissions_can_change() -> None:
    scene = a_scene()
    everyone = scene.role(GUILD)

    check_edit(scene, everyone, RoleEdit(permissions="0"))
    with pytest.raises(InvalidInputError) as refused:
        check_edit(scene, everyone, RoleEdit(name="all", hoist=True))

    assert refused.value.details == {"fields": {"name": "not_here", "hoist": "not_here"}}


def test_everyone_and_what_belongs_to_an_app_are_never_deleted() -> None:
    scene, managed = with_role(managed=True)

    for role in (scene.role(GUILD), managed):
        with pytest.raises(ConflictError):
            check_delete(scene, role)


def test_a_guild_has_no_more_roles_than_discord_allows() -> None:
    roles = [*a_snapshot().guild.roles, *(a_role(1_000 + number, 1) for number in range(MAX_ROLES))]

    with pytest.raises(ConflictError):
        check_new(a_scene(a_snapshot(roles=roles)), NewRole(name="one more"))


def test_a_bot_that_cannot_manage_roles_is_the_reason() -> None:
    roles = [each if each.id != BOT_ROLE else a_role(BOT_ROLE, 3) for each in a_snapshot().guild.roles]

    with pytest.raises(PermissionMissingError, match="The bot lacks Manage Roles"):
        check_new(a_scene(a_snapshot(roles=roles)), NewRole(name="x"))


def test_the_list_says_what_one_may_not_change_and_why() -> None:
    roles = {
        role.name: role.locked and (role.locked.code, role.locked.details["who"]) for role in listed(a_scene()).items
    }

    assert roles == {
        "Bot": ("role_too_high", "you"),
        "Mods": ("role_too_high", "you"),
        "Members": None,
        "@everyone": None,
    }


def test_everyone_is_the_last_of_the_list() -> None:
    roles = [a_role(GUILD, 0, name="@everyone"), a_role(GUILD + 1, 0, name="younger"), a_role(BOT_ROLE, 3)]

    assert [role.id for role in listed(a_scene(a_snapshot(roles=roles), roles=[])).items] == [
        BOT_ROLE,
        GUILD + 1,
        GUILD,
    ]

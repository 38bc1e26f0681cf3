"""Refusals say precisely who lacks what, and where."""

import pytest

from shared.features.snapshots.rules import (
    Who,
    require_above_member,
    require_above_role,
    require_holds,
    require_not_denied,
    require_of_bot,
    require_of_person,
)
from shared.kernel.authority import GuildMember
from shared.kernel.errors import NotFoundError, PermissionMissingError, RoleTooHighError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import (
    BOT_ROLE,
    GUILD,
    MEMBERS,
    MODS,
    OWNER,
    STAFF,
    a_channel,
    a_scene,
    a_snapshot,
    an_overwrite,
)

MANAGE = Permission.MANAGE_CHANNELS


def test_a_permission_that_the_bot_lacks_in_a_channel_is_named_with_the_channel() -> None:
    channel = a_channel(STAFF, an_overwrite(BOT_ROLE, deny=MANAGE))

    with pytest.raises(PermissionMissingError) as refused:
        require_of_bot(a_scene(a_snapshot(channel)), MANAGE, channel)

    assert str(refused.value) == "The bot lacks Manage Channels in #staff."
    assert refused.value.details == {
        "who": "bot",
        "permission": "MANAGE_CHANNELS",
        "channel_id": str(STAFF),
        "channel": "staff",
    }


def test_a_permission_that_the_person_lacks_in_the_guild_is_named() -> None:
    with pytest.raises(PermissionMissingError) as refused:
        require_of_person(a_scene(roles=[MEMBERS]), Permission.BAN_MEMBERS)

    assert str(refused.value) == "You lack Ban Members."


def test_a_grant_of_ours_stands_in_for_a_permission_that_no_role_gives() -> None:
    channel = a_channel()

    require_not_denied(a_scene(a_snapshot(channel), roles=[MEMBERS]), MANAGE, channel)


def test_a_grant_of_ours_does_not_stand_in_where_the_channel_denies_it() -> None:
    channel = a_channel(STAFF, an_overwrite(MEMBERS, deny=MANAGE))

    with pytest.raises(PermissionMissingError, match="You lack Manage Channels in #staff"):
        require_not_denied(a_scene(a_snapshot(channel), roles=[MEMBERS]), MANAGE, channel)


def test_a_channel_that_the_person_cannot_see_is_not_there() -> None:
    hidden = a_channel(STAFF, an_overwrite(GUILD, deny=Permission.VIEW_CHANNEL))

    with pytest.raises(NotFoundError):
        a_scene(a_snapshot(hidden)).channel(STAFF)


@pytest.mark.parametrize(("who", "role_id"), [(Who.YOU, MODS), (Who.YOU, BOT_ROLE), (Who.BOT, BOT_ROLE)])
def test_nobody_uses_a_role_that_is_not_below_their_own(who: Who, role_id: Snowflake) -> None:
    scene = a_scene()

    with pytest.raises(RoleTooHighError) as refused:
        require_above_role(scene, who, scene.role(role_id))

    assert refused.value.details == {
        "who": who,
        "role_id": str(role_id),
        "role": {MODS: "Mods", BOT_ROLE: "Bot"}[role_id],
    }


def test_a_role_below_may_be_used_by_both() -> None:
    scene = a_scene()

    for who in Who:
        require_above_role(scene, who, scene.role(MEMBERS))


def test_nobody_acts_on_the_owner() -> None:
    owner = GuildMember(user_id=OWNER, role_ids=frozenset())

    with pytest.raises(RoleTooHighError, match="owner"):
        require_above_member(a_scene(), Who.BOT, owner)


def test_the_owner_acts_on_everybody() -> None:
    moderator = GuildMember(user_id=a_scene().person.user_id, role_ids=frozenset([MODS]))

    require_above_member(a_scene(roles=[], user=OWNER), Who.YOU, moderator)


def test_nobody_gives_what_they_lack() -> None:
    with pytest.raises(PermissionMissingError) as refused:
        require_holds(a_scene(), Who.YOU, Permission.BAN_MEMBERS | Permission.MANAGE_ROLES)

    assert refused.value.details == {"who": "you", "permissions": ["BAN_MEMBERS"]}

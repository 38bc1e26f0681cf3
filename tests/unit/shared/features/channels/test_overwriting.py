"""Nobody gives what they lack, or touches what is for somebody at their rank or above."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord.resources.channels import Overwrite
from shared.features.channels.model import ChannelOverwrite, OverwriteKind
from shared.features.channels.overwriting import check_change, check_place, touched_bits, value_problems
from shared.features.snapshots.rules import Who
from shared.kernel.authority import GuildMember
from shared.kernel.errors import PermissionMissingError, RoleTooHighError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import (
    GUILD,
    MEMBERS,
    MODS,
    OWNER,
    PERSON,
    a_channel,
    a_scene,
    a_snapshot,
    an_overwrite,
)

SEND = Permission.SEND_MESSAGES
SOMEBODY = Snowflake(950)
known_bits = st.integers(0, (1 << 53) - 1)


def given_as(allow: int, deny: int) -> ChannelOverwrite:
    return ChannelOverwrite(id=MEMBERS, type=OverwriteKind.ROLE, allow=str(allow), deny=str(deny))


def test_nothing_is_allowed_and_denied_at_once() -> None:
    assert value_problems(given_as(3, 2), None) == {"allow": "contradictory", "deny": None}


def test_a_permission_that_nobody_knows_yet_may_stay_and_not_come() -> None:
    new = 1 << 60

    assert value_problems(given_as(new, 0), an_overwrite(MEMBERS, allow=new)) == {"allow": None, "deny": None}
    assert value_problems(given_as(0, new), None) == {"allow": None, "deny": "unknown"}


@pytest.mark.parametrize("after", [an_overwrite(MEMBERS, allow=SEND), an_overwrite(MEMBERS, deny=SEND), None])
def test_what_both_have_may_be_changed_for_a_role_below(after: Overwrite | None) -> None:
    channel = a_channel()

    check_change(a_scene(a_snapshot(channel)), channel, an_overwrite(MEMBERS), after, {})


@pytest.mark.parametrize("kind", ["allow", "deny"])
def test_what_the_person_lacks_is_neither_given_nor_taken(kind: str) -> None:
    channel = a_channel()
    after = an_overwrite(MEMBERS, **{kind: int(Permission.BAN_MEMBERS)})  # type: ignore[arg-type]  # allow or deny

    with pytest.raises(PermissionMissingError) as refused:
        check_change(a_scene(a_snapshot(channel)), channel, None, after, {})

    assert refused.value.details == {
        "who": "you",
        "channel_id": str(channel.id),
        "channel": "staff",
        "permissions": ["BAN_MEMBERS"],
    }


def test_what_the_bot_lacks_is_the_bots_limit() -> None:
    channel = a_channel()

    with pytest.raises(PermissionMissingError) as refused:
        check_change(
            a_scene(a_snapshot(channel), user=OWNER, roles=[]),
            channel,
            None,
            an_overwrite(MEMBERS, allow=Permission.BAN_MEMBERS),
            {},
        )

    assert refused.value.details is not None
    assert refused.value.details["who"] == "bot"


@pytest.mark.parametrize("role", [MODS, Snowflake(10)])
def test_a_role_at_ones_rank_or_above_is_not_ones_to_overwrite(role: Snowflake) -> None:
    channel = a_channel()

    with pytest.raises(RoleTooHighError):
        check_change(a_scene(a_snapshot(channel)), channel, None, an_overwrite(role, deny=SEND), {})


def test_everyone_is_everybodys_to_overwrite() -> None:
    channel = a_channel()

    check_change(a_scene(a_snapshot(channel)), channel, None, an_overwrite(GUILD, deny=SEND), {})


@pytest.mark.parametrize("who", [PERSON, OWNER, SOMEBODY])
def test_oneself_the_owner_and_equals_are_not_ones_to_overwrite(who: Snowflake) -> None:
    channel = a_channel()
    standing = GuildMember(user_id=who, role_ids=frozenset([MODS]))

    with pytest.raises(RoleTooHighError):
        check_change(
            a_scene(a_snapshot(channel)), channel, None, an_overwrite(who, deny=SEND, member=True), {who: standing}
        )


def test_anybody_clears_up_after_a_member_who_left_and_a_role_that_is_gone() -> None:
    channel = a_channel()
    scene = a_scene(a_snapshot(channel))

    check_change(scene, channel, an_overwrite(SOMEBODY, deny=SEND, member=True), None, {})
    check_change(scene, channel, an_overwrite(SOMEBODY, deny=SEND), None, {})


def test_only_administrators_say_who_manages_permissions() -> None:
    channel = a_channel()

    with pytest.raises(PermissionMissingError, match="You lack Administrator"):
        check_change(
            a_scene(a_snapshot(channel)), channel, None, an_overwrite(MEMBERS, allow=Permission.MANAGE_ROLES), {}
        )


def test_the_bot_must_be_able_to_manage_permissions_there() -> None:
    channel = a_channel(70, an_overwrite(10, deny=Permission.MANAGE_ROLES))

    with pytest.raises(PermissionMissingError, match="The bot lacks Manage Roles in #staff"):
        check_place(a_scene(a_snapshot(channel)), channel)


@given(known_bits, known_bits, known_bits, known_bits)
def test_whatever_passes_is_held_by_both(allow: int, deny: int, new_allow: int, new_deny: int) -> None:
    channel = a_channel()
    scene = a_scene(a_snapshot(channel))
    before = an_overwrite(MEMBERS, allow=allow & ~deny, deny=deny)
    after = an_overwrite(MEMBERS, allow=new_allow & ~new_deny, deny=new_deny)

    try:
        check_change(scene, channel, before, after, {})
    except PermissionMissingError:
        return

    for who in Who:
        assert not touched_bits(before, after) & ~int(scene.permissions(who) | scene.permissions(who, channel))

"""What a proposal would change is what changes when it is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.adapters.discord.payloads import Bits
from shared.features.channels.model import ChannelOverwrite, OverwriteKind
from shared.features.channels.views import overwrite_of
from shared.features.explainer.model import Proposal, ProposedRole, Subject
from shared.features.explainer.rules import check_subject, explained, explained_with, somebody_with, tree_as
from shared.features.snapshots.rules import Scene, overwrites_of
from shared.kernel.authority import channel_permissions
from shared.kernel.errors import InvalidInputError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import GUILD, MEMBERS, MODS, STAFF, a_channel, a_scene, a_snapshot, an_overwrite

SUBJECT = Subject(user_id=None, role_ids=[MEMBERS])
ROLES = [GUILD, MEMBERS, MODS]
known_bits = st.integers(0, (1 << 53) - 1)


@st.composite
def listed(draw: st.DrawFn) -> list[ChannelOverwrite]:
    return [
        ChannelOverwrite(id=role, type=OverwriteKind.ROLE, allow=str(draw(known_bits)), deny=str(draw(known_bits)))
        for role in draw(st.lists(st.sampled_from(ROLES), unique=True))
    ]


def allowed(scene: Scene, role_ids: list[Snowflake]) -> set[str | None]:
    member = somebody_with(role_ids, scene)
    held = channel_permissions(scene.roles, member, overwrites_of(scene.channel(STAFF)), scene.now)
    return {each.name for each in Permission if each in held}


@given(listed(), listed(), st.sampled_from(ROLES), known_bits)
def test_the_verdicts_are_those_after_the_change(
    now: list[ChannelOverwrite], proposed: list[ChannelOverwrite], role: Snowflake, permissions: int
) -> None:
    before = a_scene(a_snapshot(a_channel(STAFF, *map(overwrite_of, now))))
    roles = [
        replace(each, permissions=Bits(permissions)) if each.id == role else each
        for each in before.snapshot.guild.roles
    ]
    after = a_scene(a_snapshot(a_channel(STAFF, *map(overwrite_of, proposed)), roles=roles))
    proposal = Proposal(permission_overwrites=proposed, roles=[ProposedRole(id=role, permissions=str(permissions))])
    channel = before.snapshot.channels[0]
    member = somebody_with([MEMBERS], before)

    told = explained_with(before, member, SUBJECT, channel, proposal)

    really = explained(after, member, SUBJECT, after.snapshot.channels[0]).verdicts
    assert told.verdicts == really
    held_before = channel_permissions(before.roles, member, overwrites_of(channel), before.now)
    held_after = channel_permissions(after.roles, member, overwrites_of(after.snapshot.channels[0]), after.now)
    assert {each.permission for each in told.changed} == {
        each.name for each in Permission if (each in held_before) != (each in held_after)
    }


@pytest.mark.parametrize(
    ("user_id", "role_ids", "fields"),
    [
        (None, None, {"user_id": "missing"}),
        (Snowflake(5), [MEMBERS], {"role_ids": "contradictory"}),
        (None, [Snowflake(404)], {"role_ids": "unknown"}),
    ],
)
def test_one_asks_about_a_member_or_about_roles(
    user_id: Snowflake | None, role_ids: list[Snowflake] | None, fields: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_subject(user_id, role_ids, a_scene())

    assert refused.value.details == {"fields": fields}


def test_overwrites_are_proposed_for_a_channel_and_permissions_for_a_role_that_there_is() -> None:
    scene = a_scene()
    member = somebody_with([], scene)

    for proposal in (
        Proposal(permission_overwrites=[]),
        Proposal(roles=[ProposedRole(id=Snowflake(404), permissions="0")]),
    ):
        with pytest.raises(InvalidInputError):
            explained_with(scene, member, SUBJECT, None, proposal)


def test_viewing_as_somebody_else_never_shows_more_than_ones_own_view() -> None:
    hidden_from_mods = a_channel(71, an_overwrite(MODS, deny=Permission.VIEW_CHANNEL))
    for_mods = a_channel(
        72, an_overwrite(GUILD, deny=Permission.VIEW_CHANNEL), an_overwrite(MODS, allow=Permission.VIEW_CHANNEL)
    )
    scene = a_scene(a_snapshot(a_channel(), hidden_from_mods, for_mods))

    seen = tree_as(scene, somebody_with([MEMBERS], scene))

    assert [each.id for each in seen.items] == [STAFF]

"""What may be changed of channels, by whom, and where."""

import pytest
from msgspec.structs import replace

from shared.adapters.discord.resources.channels import Channel
from shared.features.channels import rules
from shared.features.channels.kinds import ANNOUNCEMENT, CATEGORY, TEXT, VOICE
from shared.features.channels.model import ChannelEdit, ChannelMove, NewChannel
from shared.features.channels.views import tree_of
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import (
    ConflictError,
    GuildForbiddenError,
    InvalidInputError,
    PermissionMissingError,
    RoleTooHighError,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import (
    BOT_ROLE,
    GUILD,
    MEMBERS,
    MODS,
    STAFF,
    a_channel,
    a_scene,
    a_snapshot,
    an_overwrite,
)

HALL, TALK = Snowflake(80), Snowflake(71)
MANAGE = Permission.MANAGE_CHANNELS


def a_place(channel_id: int, kind: int, **more: object) -> Channel:
    return replace(a_channel(channel_id, name=f"place-{channel_id}"), type=kind, **more)


def a_guild(*more: Channel) -> Scene:
    """Return a moderator's scene: a category with #staff in it, and a voice channel apart."""
    staff = replace(a_channel(), parent_id=HALL)
    return a_scene(a_snapshot(a_place(HALL, CATEGORY), staff, a_place(TALK, VOICE), *more))


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (ChannelEdit(name=""), {"name": "too_short"}),
        (ChannelEdit(name="x" * 101), {"name": "too_long"}),
        (ChannelEdit(topic="x" * 1_025), {"topic": "too_long"}),
        (ChannelEdit(rate_limit_per_user=21_601), {"rate_limit_per_user": "too_large"}),
        (ChannelEdit(rate_limit_per_user=-1), {"rate_limit_per_user": "too_small"}),
        (ChannelEdit(position=-1), {"position": "too_small"}),
        (ChannelEdit(bitrate=64_000), {"bitrate": "not_here"}),
        (ChannelEdit(user_limit=5, topic="x" * 2_000), {"user_limit": "not_here", "topic": "too_long"}),
        (ChannelEdit(default_auto_archive_duration=61), {"default_auto_archive_duration": "unknown"}),
        (ChannelEdit(type=VOICE), {"type": "not_here"}),
        (ChannelEdit(parent_id=Snowflake(12345)), {"parent_id": "unknown"}),
        (ChannelEdit(parent_id=TALK), {"parent_id": "not_here"}),
    ],
)
def test_values_are_judged_before_discord_is_asked(wanted: ChannelEdit, fields: dict[str, str]) -> None:
    scene = a_guild()

    with pytest.raises(InvalidInputError) as refused:
        rules.check_edit(scene, scene.channel(STAFF), wanted)

    assert refused.value.details is not None
    assert fields.items() <= refused.value.details["fields"].items()  # type: ignore[attr-defined]  # a dict of codes


@pytest.mark.parametrize(
    "wanted",
    [
        ChannelEdit(name="x" * 100, topic=None, nsfw=True, rate_limit_per_user=21_600),
        ChannelEdit(type=ANNOUNCEMENT),
        ChannelEdit(parent_id=None),
        ChannelEdit(parent_id=HALL),
    ],
)
def test_sound_values_pass(wanted: ChannelEdit) -> None:
    scene = a_guild()

    rules.check_edit(scene, scene.channel(STAFF), wanted)


@pytest.mark.parametrize(("tier", "most"), [(0, 96_000), (1, 128_000), (2, 256_000), (3, 384_000)])
def test_a_voice_channel_sounds_as_well_as_the_guild_is_boosted(tier: int, most: int) -> None:
    snapshot = a_guild().snapshot
    scene = a_scene(replace(snapshot, guild=replace(snapshot.guild, premium_tier=tier)))
    voice = scene.channel(TALK)

    rules.check_edit(scene, voice, ChannelEdit(bitrate=most))
    with pytest.raises(InvalidInputError):
        rules.check_edit(scene, voice, ChannelEdit(bitrate=most + 1))


def test_a_channel_that_denies_it_to_the_person_names_the_channel() -> None:
    channel = a_channel(STAFF, an_overwrite(MODS, deny=MANAGE))

    with pytest.raises(PermissionMissingError, match="You lack Manage Channels in #staff"):
        rules.check_edit(a_scene(a_snapshot(channel)), channel, ChannelEdit(nsfw=True))


def test_a_channel_that_the_bot_cannot_see_names_what_it_lacks_first() -> None:
    channel = a_channel(STAFF, an_overwrite(BOT_ROLE, deny=Permission.VIEW_CHANNEL))

    with pytest.raises(PermissionMissingError, match="The bot lacks View Channel in #staff"):
        rules.check_delete(a_scene(a_snapshot(channel)), channel)


def test_a_hidden_channel_looks_like_somebody_elses() -> None:
    hidden = a_channel(STAFF, an_overwrite(GUILD, deny=Permission.VIEW_CHANNEL))

    for channel_id in (STAFF, Snowflake(999)):
        with pytest.raises(GuildForbiddenError):
            rules.channel_in(a_scene(a_snapshot(hidden)), channel_id)


def test_a_community_keeps_the_channels_that_it_must_have() -> None:
    snapshot = a_guild().snapshot
    guild = replace(snapshot.guild, features=("COMMUNITY",), rules_channel_id=STAFF)
    scene = a_scene(replace(snapshot, guild=guild))

    with pytest.raises(ConflictError):
        rules.check_delete(scene, scene.channel(STAFF))


def test_a_guild_has_no_more_channels_than_discord_allows() -> None:
    many = [a_channel(1_000 + number) for number in range(500)]

    with pytest.raises(ConflictError):
        rules.check_new(a_scene(a_snapshot(*many)), NewChannel(name="one-more"), {})


def test_a_full_category_takes_no_more() -> None:
    scene = a_guild(*(a_place(1_000 + number, TEXT, parent_id=HALL) for number in range(49)))

    with pytest.raises(InvalidInputError) as refused:
        rules.check_new(scene, NewChannel(name="x", parent_id=HALL), {})

    assert refused.value.details == {"fields": {"parent_id": "full"}}
    rules.check_edit(scene, scene.channel(STAFF), ChannelEdit(parent_id=HALL))  # it is there already


@pytest.mark.parametrize("wanted", [NewChannel(), NewChannel(name="x", type=77)])
def test_a_new_channel_has_a_name_and_a_kind(wanted: NewChannel) -> None:
    with pytest.raises(InvalidInputError):
        rules.check_new(a_guild(), wanted, {})


@pytest.mark.parametrize(
    ("moves", "field"),
    [
        ([], "positions"),
        ([ChannelMove(id=STAFF, position=1), ChannelMove(id=STAFF, position=2)], "positions"),
        ([ChannelMove(id=Snowflake(999), position=1)], "positions.0.id"),
        ([ChannelMove(id=STAFF, position=-1)], "positions.0.position"),
        (
            [ChannelMove(id=HALL, position=1), ChannelMove(id=TALK, position=1, parent_id=STAFF)],
            "positions.1.parent_id",
        ),
    ],
)
def test_a_move_that_makes_no_sense_names_its_place_in_the_list(moves: list[ChannelMove], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rules.check_moves(a_guild(), moves, {})

    assert refused.value.details is not None
    assert list(refused.value.details["fields"]) == [field]  # type: ignore[call-overload]  # a dict of codes


def test_channels_that_move_together_must_fit_together() -> None:
    apart = [a_place(1_000 + number, TEXT) for number in range(50)]
    scene = a_guild(*apart)

    with pytest.raises(InvalidInputError, match="fields"):
        rules.check_moves(scene, [ChannelMove(id=each.id, position=1, parent_id=HALL) for each in apart], {})

    swapped = [ChannelMove(id=STAFF, position=1, parent_id=None)]
    rules.check_moves(scene, swapped + [ChannelMove(id=each.id, position=1, parent_id=HALL) for each in apart], {})


def test_taking_over_a_categorys_overwrites_is_changing_them() -> None:
    hall = replace(a_channel(HALL, an_overwrite(MODS, deny=Permission.ADD_REACTIONS)), type=CATEGORY)
    scene = a_scene(a_snapshot(hall, a_channel()))

    rules.check_moves(scene, [ChannelMove(id=STAFF, position=1, parent_id=HALL)], {})
    with pytest.raises(RoleTooHighError):
        rules.check_moves(scene, [ChannelMove(id=STAFF, position=1, parent_id=HALL, lock_permissions=True)], {})


def test_the_tree_is_in_discords_order() -> None:
    scene = a_guild(a_place(72, TEXT, position=5), a_place(73, TEXT, parent_id=HALL, position=0))

    tree = tree_of(scene)

    assert [(each.id, [child.id for child in each.children]) for each in tree.items] == [
        (72, []),
        (TALK, []),
        (HALL, [STAFF, 73]),
    ]


def test_the_tree_has_a_hidden_category_only_for_what_is_seen_in_it() -> None:
    hidden = an_overwrite(GUILD, deny=Permission.VIEW_CHANNEL)
    hall = replace(a_channel(HALL, hidden), type=CATEGORY)
    empty = replace(a_channel(81, hidden), type=CATEGORY)
    secret = replace(a_channel(82, hidden), parent_id=HALL)
    scene = a_scene(a_snapshot(hall, empty, secret, replace(a_channel(), parent_id=HALL)), roles=[MEMBERS])

    assert [(each.id, [child.id for child in each.children]) for each in tree_of(scene).items] == [(HALL, [STAFF])]

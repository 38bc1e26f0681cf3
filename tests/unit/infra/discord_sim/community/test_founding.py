"""The same seed founds the same community; another seed another one."""

import time

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.discord_sim.community.founding import Community, found
from infra.discord_sim.community.people import SETTLED, application_id
from infra.discord_sim.world import permissions
from infra.discord_sim.world.clock import stopped_at
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import NOON


def a_community(seed: int = 1, guilds: int = 3, members: int = 60) -> tuple[World, Community]:
    world = World(seed, stopped_at(NOON))
    return world, found(world, client_id=application_id(seed), guilds=guilds, members=members)


def everything(world: World) -> bytes:
    return msgspec.msgpack.encode((world.users, world.guilds, world.messages))


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_the_same_seed_founds_the_same_community(seed: int) -> None:
    assert everything(a_community(seed)[0]) == everything(a_community(seed)[0])


def test_another_seed_founds_another_community() -> None:
    assert not set(a_community(1)[0].guilds) & set(a_community(2)[0].guilds)
    assert application_id(1) != application_id(2)


def test_people_and_guilds_keep_their_ids_when_the_community_grows() -> None:
    small, grown = a_community(guilds=3, members=60), a_community(guilds=5, members=900)

    assert small[1].cast == grown[1].cast
    assert set(small[0].guilds) < set(grown[0].guilds)


def test_the_cast_have_the_parts_that_their_names_say() -> None:
    world, community = a_community()
    guild = world.guild(community.homes[0].guild_id)
    cast = community.cast
    held = {
        user_id: permissions.in_guild(guild, guild.members[user_id], NOON)
        for user_id in (cast.owner, cast.admin, cast.moderator, cast.member)
    }

    assert guild.owner_id == cast.owner
    assert Permission.ADMINISTRATOR in held[cast.admin]
    assert Permission.BAN_MEMBERS in held[cast.moderator]
    assert Permission.ADMINISTRATOR not in held[cast.moderator]
    assert not held[cast.member] & (Permission.MANAGE_GUILD | Permission.KICK_MEMBERS | Permission.MANAGE_MESSAGES)
    assert world.guilds_of(cast.newcomer) == []
    assert all(world.users[each].email for each in cast.ids())


def test_the_owner_administers_several_guilds_and_the_bot_is_missing_in_the_last() -> None:
    world, community = a_community()

    present = [community.bot_id in world.guild(home.guild_id).members for home in community.homes]
    administered = [
        Permission.ADMINISTRATOR in permissions.in_guild(guild, guild.members[community.cast.owner], NOON)
        for guild in world.guilds.values()
    ]

    assert present == [True, True, False]
    assert administered == [True, True, True]


def test_the_bot_stands_above_the_moderators_and_below_the_admins() -> None:
    world, community = a_community()
    guild = world.guild(community.homes[0].guild_id)
    bot = guild.members[community.bot_id]

    assert permissions.outranks(guild, bot, guild.members[community.cast.moderator])
    assert not permissions.outranks(guild, bot, guild.members[community.cast.admin])


def test_the_staff_room_is_closed_to_members_and_rules_are_read_only() -> None:
    world, community = a_community()
    home = community.homes[0]
    guild = world.guild(home.guild_id)
    member = guild.members[community.cast.member]
    rules = guild.channels[guild.rules_channel_id or 0]

    assert permissions.in_channel(guild, guild.channels[home.rooms.staff], member, NOON) == 0
    assert Permission.SEND_MESSAGES not in permissions.in_channel(guild, rules, member, NOON)
    assert Permission.VIEW_CHANNEL in permissions.in_channel(guild, rules, member, NOON)


def test_nothing_seeded_is_younger_than_the_seeded_past() -> None:
    world, _ = a_community()
    ids = [*world.users, *world.guilds, *world.channels, *(each for room in world.messages.values() for each in room)]

    assert max(map(created_at, ids)) < SETTLED


def test_names_come_in_many_scripts() -> None:
    world, _ = a_community(members=400)
    shown = "".join(one.global_name or "" for one in world.users.values())

    for letters in ("é", "و", "א", "さ", "Ж", "🦊"):
        assert any(letter >= letters for letter in shown)
    assert {"ar", "ja", "fr", "he"} <= {one.locale for one in world.users.values()}


def test_ten_thousand_members_are_there_at_once() -> None:
    started = time.process_time()

    world, _ = a_community(members=10_000)

    assert max(len(one.members) for one in world.guilds.values()) == 10_001
    assert time.process_time() - started < 5.0  # of a busy machine; a member looked up among all takes minutes

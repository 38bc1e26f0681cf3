"""Coming, going, and being sent away."""

from datetime import timedelta

import pytest

from infra.discord_sim.world.actions import bans, bots, members
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.kinds import AuditLogEvent, MessageType
from infra.discord_sim.world.model import Message
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    CHANNEL,
    GUILD,
    MEMBER,
    MODERATOR,
    NOON,
    OWNER,
    STRANGER,
    a_world,
    by,
    names,
    told,
)


def test_joining_makes_a_member_and_greets_them() -> None:
    world = a_world()
    world.guild(GUILD).system_channel_id = CHANNEL
    heard = told(world)

    members.join(world, GUILD, STRANGER)

    assert STRANGER in world.guild(GUILD).members
    assert names(heard) == ["GUILD_MEMBER_ADD", "MESSAGE_CREATE"]
    assert heard[1].payload["type"] == MessageType.USER_JOIN


def test_the_banned_cannot_join() -> None:
    world = a_world()
    bans.ban(world, by(OWNER), GUILD, STRANGER)

    with pytest.raises(DiscordError) as refused:
        members.join(world, GUILD, STRANGER)

    assert refused.value.code == 40007


def test_a_kick_removes_the_member_and_writes_the_audit_log() -> None:
    world = a_world()
    heard = told(world)

    members.kick(world, by(BOT, "enough"), GUILD, MEMBER)

    guild = world.guild(GUILD)
    assert MEMBER not in guild.members
    assert names(heard) == ["GUILD_MEMBER_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]
    assert (guild.audit_log[-1].action_type, guild.audit_log[-1].reason) == (AuditLogEvent.MEMBER_KICK, "enough")


@pytest.mark.parametrize(("actor", "target"), [(MEMBER, MODERATOR), (MODERATOR, BOT), (BOT, OWNER)])
def test_nobody_kicks_without_the_right_and_the_rank(actor: int, target: int) -> None:
    world = a_world()

    with pytest.raises(DiscordError) as refused:
        members.kick(world, by(actor), GUILD, target)

    assert refused.value.code == 50013
    assert target in world.guild(GUILD).members


def test_whoever_is_not_in_the_guild_has_no_access() -> None:
    with pytest.raises(DiscordError) as refused:
        members.kick(a_world(), by(STRANGER), GUILD, MEMBER)

    assert refused.value.code == 50001


def test_a_ban_removes_the_member_and_writes_the_audit_log() -> None:
    world = a_world()
    heard = told(world)

    bans.ban(world, by(MODERATOR, "spam"), GUILD, MEMBER)

    guild = world.guild(GUILD)
    assert MEMBER not in guild.members
    assert guild.bans[MEMBER].reason == "spam"
    assert names(heard) == ["GUILD_BAN_ADD", "GUILD_MEMBER_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]


def test_a_ban_deletes_what_was_written_lately() -> None:
    world = a_world()
    for age in (timedelta(hours=2), timedelta(minutes=5)):
        message_id = first_of(NOON - age)
        world.add_message(Message(id=message_id, channel_id=CHANNEL, guild_id=GUILD, author_id=MEMBER))

    bans.ban(world, by(OWNER), GUILD, MEMBER, delete_message_seconds=3600)

    assert list(world.messages[CHANNEL]) == [first_of(NOON - timedelta(hours=2))]


def test_a_ban_may_not_delete_more_than_a_week() -> None:
    with pytest.raises(DiscordError) as refused:
        bans.ban(a_world(), by(OWNER), GUILD, MEMBER, delete_message_seconds=604_801)

    assert refused.value.body()["errors"]["delete_message_seconds"]["_errors"][0]["code"] == "NUMBER_TYPE_MAX"


def test_a_bulk_ban_tells_whom_it_spared() -> None:
    world = a_world()

    banned, failed = bans.bulk_ban(world, by(BOT), GUILD, [MEMBER, OWNER, STRANGER, 404])

    assert (banned, failed) == ([MEMBER, STRANGER], [OWNER, 404])


def test_a_bulk_ban_keeps_to_the_limit_for_who_is_no_member() -> None:
    world = a_world()
    world.guild(GUILD).non_member_bans = 2_000

    banned, failed = bans.bulk_ban(world, by(BOT), GUILD, [MEMBER, STRANGER])

    assert (banned, failed) == ([MEMBER], [STRANGER])


def test_a_bulk_ban_that_bans_nobody_fails() -> None:
    with pytest.raises(DiscordError) as refused:
        bans.bulk_ban(a_world(), by(BOT), GUILD, [OWNER])

    assert refused.value.code == 500000


def test_after_two_thousand_strangers_discord_refuses() -> None:
    world = a_world()
    world.guild(GUILD).non_member_bans = 2_000

    with pytest.raises(DiscordError) as refused:
        bans.ban(world, by(OWNER), GUILD, STRANGER)

    assert refused.value.code == 30035


def test_an_unban_needs_a_ban() -> None:
    with pytest.raises(DiscordError) as refused:
        bans.unban(a_world(), by(OWNER), GUILD, MEMBER)

    assert refused.value.code == 10026


def test_the_owner_cannot_leave() -> None:
    with pytest.raises(DiscordError):
        members.leave(a_world(), GUILD, OWNER)


def test_a_bot_comes_with_its_own_role_and_hears_of_the_guild() -> None:
    world = a_world()
    members.leave(world, GUILD, BOT)
    heard = told(world)

    bots.add(world, by(OWNER), GUILD, BOT, int(Permission.KICK_MEMBERS))

    guild = world.guild(GUILD)
    own = [one for one in guild.roles.values() if one.bot_id == BOT]
    assert [one.permissions for one in own] == [int(Permission.KICK_MEMBERS)]
    assert guild.members[BOT].roles == [own[0].id]
    assert ("GUILD_CREATE", BOT) in [(event.name, event.user_id) for event in heard]

"""Nicknames, roles and timeouts."""

from datetime import timedelta

import pytest

from infra.discord_sim.world.actions import member_update
from infra.discord_sim.world.actions.member_update import MemberChanges
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.permissions import Permission
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    BOT_ROLE,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NOON,
    OWNER,
    a_world,
    by,
    names,
    told,
)


def test_a_timeout_is_told_and_recorded() -> None:
    world = a_world()
    heard = told(world)
    until = NOON + timedelta(minutes=10)

    member_update.update(world, by(BOT, "calm"), GUILD, MEMBER, MemberChanges(communication_disabled_until=until))

    assert world.guild(GUILD).members[MEMBER].communication_disabled_until == until
    assert names(heard) == ["GUILD_MEMBER_UPDATE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]
    assert heard[0].payload["communication_disabled_until"] == "2026-03-01T12:10:00.000000+00:00"
    assert heard[1].payload["changes"][0]["key"] == "communication_disabled_until"


def test_a_timeout_of_more_than_28_days_is_refused() -> None:
    changes = MemberChanges(communication_disabled_until=NOON + timedelta(days=28, seconds=1))

    with pytest.raises(DiscordError) as refused:
        member_update.update(a_world(), by(OWNER), GUILD, MEMBER, changes)

    assert refused.value.code == 50035


def test_an_administrator_cannot_be_timed_out() -> None:
    world = a_world()
    world.guild(GUILD).roles[LOW_ROLE].permissions = int(Permission.ADMINISTRATOR)
    world.guild(GUILD).members[MEMBER].roles = [LOW_ROLE]

    changes = MemberChanges(communication_disabled_until=NOON + timedelta(minutes=1))

    with pytest.raises(DiscordError) as refused:
        member_update.update(world, by(BOT), GUILD, MEMBER, changes)

    assert refused.value.code == 50013


def test_one_may_change_ones_own_nickname_only_with_the_right() -> None:
    world = a_world()
    with pytest.raises(DiscordError):
        member_update.update(world, by(MEMBER), GUILD, MEMBER, MemberChanges(nick="D"))
    world.guild(GUILD).roles[GUILD].permissions |= Permission.CHANGE_NICKNAME

    member_update.update(world, by(MEMBER), GUILD, MEMBER, MemberChanges(nick="D"))

    assert world.guild(GUILD).members[MEMBER].nick == "D"


def test_a_role_given_twice_is_told_once() -> None:
    world = a_world()
    heard = told(world)

    member_update.add_role(world, by(BOT), GUILD, MEMBER, LOW_ROLE)
    member_update.add_role(world, by(BOT), GUILD, MEMBER, LOW_ROLE)

    assert world.guild(GUILD).members[MEMBER].roles == [LOW_ROLE]
    assert names(heard).count("GUILD_MEMBER_UPDATE") == 1
    assert world.guild(GUILD).audit_log[-1].action_type is AuditLogEvent.MEMBER_ROLE_UPDATE
    assert world.guild(GUILD).audit_log[-1].changes == [
        {"key": "$add", "new_value": [{"id": str(LOW_ROLE), "name": "role 1"}]}
    ]


@pytest.mark.parametrize(
    ("actor", "role_id"), [(MODERATOR, MODERATOR_ROLE), (MEMBER, LOW_ROLE), (OWNER, BOT_ROLE), (OWNER, GUILD)]
)
def test_no_role_is_given_without_right_and_rank_nor_a_managed_one(actor: int, role_id: int) -> None:
    with pytest.raises(DiscordError) as refused:
        member_update.add_role(a_world(), by(actor), GUILD, MEMBER, role_id)

    assert refused.value.code == 50013


def test_an_unknown_role_is_unknown() -> None:
    with pytest.raises(DiscordError) as refused:
        member_update.add_role(a_world(), by(OWNER), GUILD, MEMBER, 404)

    assert refused.value.code == 10011


def test_what_is_refused_changes_nothing() -> None:
    world = a_world()
    changes = MemberChanges(nick="new", roles=[MODERATOR_ROLE])

    with pytest.raises(DiscordError):
        member_update.update(world, by(MODERATOR), GUILD, MEMBER, changes)

    assert world.guild(GUILD).members[MEMBER].nick is None

"""Every call of every resource: Discord's OpenAPI document allows what is sent, and the simulator does it."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.audit_log import AuditLogs
from shared.adapters.discord.resources.bans import Bans
from shared.adapters.discord.resources.channels import ChannelChange, ChannelPosition, Channels, Overwrite
from shared.adapters.discord.resources.guilds import GuildChange, Guilds
from shared.adapters.discord.resources.members import MemberChange, Members
from shared.adapters.discord.resources.roles import RoleChange, RolePosition, Roles
from shared.adapters.discord.resources.users import Users
from shared.kernel.errors import DiscordForbiddenError, DiscordInvalidError, DiscordNotFoundError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.contracts.discord_rest.conftest import ERRAND
from tests.fixtures.discord_sim import SimulatorProcess

KICK = 20
SILENT = Bits(Permission.USE_EXTERNAL_STICKERS)


def test_a_guild_is_read_and_changed(client: DiscordClient, guild_id: int) -> None:
    guilds = Guilds(client, ERRAND)

    changed = guilds.edit(guild_id, GuildChange(name="Another hall", verification_level=2))
    counted = guilds.get(guild_id, with_counts=True)

    assert (changed.name, changed.verification_level) == ("Another hall", 2)
    assert counted.id == guild_id
    assert counted.approximate_member_count
    assert {role.id for role in counted.roles} >= {guild_id}


def test_a_channel_lives_its_life(client: DiscordClient, guild_id: int) -> None:
    channels = Channels(client, ERRAND)
    silent = Overwrite(id=Snowflake(guild_id), type=0, deny=SILENT)

    made = channels.create(guild_id, ChannelChange(name="quiet", topic="a topic", permission_overwrites=(silent,)))
    changed = channels.edit(made.id, ChannelChange(name="loud", topic=None, rate_limit_per_user=30))
    channels.move(guild_id, [ChannelPosition(id=made.id, position=0)])
    found = {channel.id: channel for channel in channels.of_guild(guild_id)}
    channels.delete(made.id)

    assert made.permission_overwrites == (silent,)
    assert (changed.name, changed.topic, changed.rate_limit_per_user) == ("loud", None, 30)
    assert found[made.id].position == 0
    with pytest.raises(DiscordNotFoundError) as caught:
        channels.get(made.id)
    assert caught.value.discord_code == 10_003


def test_overwrites_are_put_and_deleted(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    channels = Channels(client, ERRAND)

    channels.put_overwrite(channel_id, Overwrite(id=Snowflake(guild_id), type=0, deny=SILENT))
    put = channels.get(channel_id).permission_overwrites
    channels.delete_overwrite(channel_id, guild_id)

    assert next(each for each in put if each.id == guild_id).deny == SILENT
    assert all(each.id != guild_id for each in channels.get(channel_id).permission_overwrites)


def test_a_role_lives_its_life(client: DiscordClient, guild_id: int) -> None:
    roles = Roles(client, ERRAND)

    made = roles.create(guild_id, RoleChange(name="Guides", permissions=Bits(Permission.KICK_MEMBERS), color=0x5865F2))
    changed = roles.edit(guild_id, made.id, RoleChange(hoist=True))
    moved = roles.move(guild_id, [RolePosition(id=made.id, position=2)])
    roles.delete(guild_id, made.id)

    assert (made.permissions, made.color, changed.hoist) == (Bits(Permission.KICK_MEMBERS), 0x5865F2, True)
    assert next(role for role in moved if role.id == made.id).position == 2
    assert all(role.id != made.id for role in roles.of_guild(guild_id))


def test_members_are_found_and_changed(client: DiscordClient, guild_id: int, member_id: int) -> None:
    members, role = Members(client, ERRAND), Roles(client, ERRAND).create(guild_id, RoleChange(name="Guests"))
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)

    members.edit(guild_id, member_id, MemberChange(nick="Newcomer", communication_disabled_until=until))
    members.add_role(guild_id, member_id, role.id)
    changed = members.get(guild_id, member_id)
    members.remove_role(guild_id, member_id, role.id)
    found = members.search(guild_id, "newcom")
    page = members.page(guild_id, after=member_id - 1, limit=1)

    assert (changed.nick, changed.roles, changed.communication_disabled_until) == ("Newcomer", (role.id,), until)
    assert [member.user.id for member in (*found, *page)] == [member_id, member_id]
    assert page[0].roles == ()


def test_a_kick_is_in_the_audit_log_with_who_and_why(client: DiscordClient, guild_id: int, member_id: int) -> None:
    Members(client, ERRAND).kick(guild_id, member_id)

    log = AuditLogs(client, ERRAND).page(guild_id, action_type=KICK, target_id=member_id, limit=1)

    assert [entry.reason for entry in log.audit_log_entries] == ["ada.lindqvist: tidying up"]
    assert log.audit_log_entries[0].user_id in {user.id for user in log.users}


def test_bans_come_and_go(client: DiscordClient, unlimited: SimulatorProcess, guild_id: int, member_id: int) -> None:
    bans, owner = Bans(client, ERRAND), int(unlimited.guild()["owner_id"])

    bans.ban(guild_id, member_id, delete_message_seconds=60)
    banned = bans.get(guild_id, member_id)
    page = bans.page(guild_id, after=member_id - 1, limit=1)
    bans.unban(guild_id, member_id)
    bulk = bans.bulk_ban(guild_id, [member_id, owner])

    assert (banned.user.id, banned.reason) == (member_id, "ada.lindqvist: tidying up")
    assert page == [banned]
    assert (bulk.banned_users, bulk.failed_users) == ((member_id,), (owner,))


def test_users_are_read(client: DiscordClient, unlimited: SimulatorProcess, member_id: int) -> None:
    users = Users(client, ERRAND)

    assert users.get(member_id).id == member_id
    assert users.me().bot
    assert str(users.me().id) == unlimited.client_id


def test_what_the_bot_may_not_is_told_with_discords_code(
    client: DiscordClient, unlimited: SimulatorProcess, guild_id: int
) -> None:
    with pytest.raises(DiscordForbiddenError) as caught:
        Members(client, ERRAND).kick(guild_id, int(unlimited.guild()["owner_id"]))

    assert caught.value.discord_code == 50_013
    assert caught.value.details == {"discord_code": 50_013, "discord_message": "Missing Permissions"}


def test_an_invalid_field_is_named(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    with pytest.raises(DiscordInvalidError) as caught:
        Channels(client, ERRAND).edit(channel_id, ChannelChange(parent_id=Snowflake(channel_id)))

    assert caught.value.discord_code == 50_035
    assert list(caught.value.fields) == ["parent_id"]

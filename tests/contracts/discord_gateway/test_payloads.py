"""What the gateway sends: the objects in it are those of Discord's OpenAPI document."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest

from infra.discord_sim.community.founding import found
from infra.discord_sim.community.life import Life
from infra.discord_sim.gateway.codes import Op
from infra.discord_sim.world.actions import bans, guild_life, member_update, members
from infra.discord_sim.world.actions.member_update import MemberChanges
from infra.discord_sim.world.clock import stopped_at
from infra.discord_sim.world.world import World
from tests.contracts.discord_openapi import document
from tests.unit.infra.discord_sim.gateway.clients import Client, a_hub
from tests.unit.infra.discord_sim.worlds import BOT, NOON, by

# Event, field of its data (none: the data itself), schema of the value or of each item.
OBJECTS = (
    ("READY", "user", "UserPIIResponse"),
    ("GUILD_CREATE", None, "GuildResponse"),
    ("GUILD_CREATE", "roles", "GuildRoleResponse"),
    ("GUILD_CREATE", "members", "GuildMemberResponse"),
    ("GUILD_CREATE", "channels", "GuildChannelResponse"),
    ("GUILD_CREATE", "threads", "ThreadResponse"),
    ("GUILD_UPDATE", None, "GuildResponse"),
    ("GUILD_MEMBER_ADD", None, "GuildMemberResponse"),
    ("GUILD_MEMBER_UPDATE", None, "GuildMemberResponse"),
    ("GUILD_MEMBER_REMOVE", "user", "UserResponse"),
    ("GUILD_MEMBERS_CHUNK", "members", "GuildMemberResponse"),
    ("GUILD_BAN_ADD", "user", "UserResponse"),
    ("GUILD_AUDIT_LOG_ENTRY_CREATE", None, "AuditLogEntryResponse"),
    ("MESSAGE_CREATE", None, "MessageResponse"),
    ("MESSAGE_CREATE", "author", "UserResponse"),
    ("MESSAGE_UPDATE", None, "MessageResponse"),
)


@pytest.fixture(scope="module")
def frames() -> list[dict[str, Any]]:
    """Everything that a bot is told in ten lively minutes."""
    world = World(3, stopped_at(NOON))
    community = found(world, client_id=BOT, guilds=2, members=60)
    life = Life(world, community, rate=60.0)
    client = Client(a_hub(world))
    client.identify()
    guild = world.guild(community.homes[0].guild_id)
    client.send(Op.REQUEST_GUILD_MEMBERS, {"guild_id": str(guild.id), "query": "", "limit": 0})
    life.raid(guild.id, size=5, seconds=10)
    life.advance(timedelta(minutes=10))
    silenced, kicked, banned = [each for each in guild.members if each not in community.cast.ids() | {BOT}][:3]
    until = MemberChanges(communication_disabled_until=world.clock.now() + timedelta(hours=1))
    member_update.update(world, by(BOT, "calm"), guild.id, silenced, until)
    members.kick(world, by(BOT), guild.id, kicked)
    bans.ban(world, by(BOT, "spam"), guild.id, banned, delete_message_seconds=600)
    guild_life.transfer(world, guild.id, community.cast.admin)
    return client.frames


@pytest.fixture(scope="module")
def registry() -> jsonschema_rs.Registry:
    """The document; skip, and say so, where there is no copy of it."""
    path = document.find()
    if path is None:
        pytest.skip("Discord's OpenAPI document is neither at DISCORD_OPENAPI nor beside the checkout")
    return jsonschema_rs.Registry([("urn:discord", document.load(path))])


@pytest.mark.parametrize(("event", "field", "schema"), OBJECTS)
def test_an_object_is_as_rest_would_show_it(
    frames: list[dict[str, Any]], registry: jsonschema_rs.Registry, event: str, field: str | None, schema: str
) -> None:
    validator = jsonschema_rs.Draft202012Validator(
        {"$ref": f"urn:discord#/components/schemas/{schema}"}, registry=registry, validate_formats=True
    )

    shown = list(_objects(frames, event, field))

    assert shown
    assert [problem.message for one in shown for problem in validator.iter_errors(one)] == []


def _objects(frames: list[dict[str, Any]], event: str, field: str | None) -> Iterator[Any]:
    for frame in frames:
        if frame["t"] == event:
            value = frame["d"] if field is None else frame["d"][field]
            yield from value if isinstance(value, list) else [value]

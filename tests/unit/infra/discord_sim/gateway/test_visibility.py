"""Which events a session hears, and what of them it may read."""

from typing import Any

import pytest

from infra.discord_sim.gateway.intents import ALL_PRIVILEGED_FLAGS, KNOWN, Intent, disallowed, without_content
from infra.discord_sim.world.actions import bans, member_update, members, messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.actions.member_update import MemberChanges
from infra.discord_sim.world.kinds import OverwriteType
from infra.discord_sim.world.model import Overwrite
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.gateway.clients import Client, a_hub, events
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, MEMBER, OWNER, STRANGER, a_world, by


def heard(world: World, intents: int) -> tuple[Client, int]:
    client = Client(a_hub(world))
    client.identify(intents=intents)
    return client, len(client.frames)


def say(world: World, content: str, user_id: int = MEMBER) -> None:
    messages.create(world, by(user_id), CHANNEL, Draft(content=content))


@pytest.mark.parametrize(
    ("intents", "names"),
    [
        (Intent.GUILD_MEMBERS, ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"]),
        (Intent.GUILD_MODERATION, ["GUILD_BAN_ADD"]),
        (Intent.GUILD_MESSAGES, ["MESSAGE_CREATE"]),
        (Intent.GUILDS, []),
        (Intent(0), []),
    ],
)
def test_a_session_hears_what_its_intents_ask_for(intents: Intent, names: list[str]) -> None:
    world = a_world()
    client, before = heard(world, intents)

    members.join(world, GUILD, STRANGER)
    bans.ban(world, by(OWNER), GUILD, STRANGER)
    say(world, "hello")

    assert events(client.frames[before:]) == names


def test_changes_of_the_bot_itself_are_told_without_the_members_intent() -> None:
    world = a_world()
    client, before = heard(world, Intent.GUILDS)

    for user_id in (MEMBER, BOT):
        member_update.update(world, by(OWNER), GUILD, user_id, MemberChanges(nick="new"))

    assert [one["d"]["user"]["id"] for one in client.frames[before:]] == [str(BOT)]


def test_content_needs_its_intent_unless_the_bot_is_mentioned_or_speaks_itself() -> None:
    world = a_world()
    client, before = heard(world, KNOWN & ~Intent.MESSAGE_CONTENT)

    say(world, "among us")
    say(world, f"hey <@{BOT}>")
    say(world, "mine", user_id=BOT)

    told = [one["d"]["content"] for one in client.frames[before:] if one["t"] == "MESSAGE_CREATE"]
    assert told == ["", f"hey <@{BOT}>", "mine"]


def test_what_a_reply_answers_is_blanked_as_well() -> None:
    message: dict[str, Any] = {"content": "a", "guild_id": "1", "author": {"id": "2"}, "mentions": []}
    answered = {"content": "b", "author": {"id": "2"}, "mentions": []}

    blanked = without_content(message | {"referenced_message": answered}, BOT)

    assert (blanked["content"], blanked["referenced_message"]["content"]) == ("", "")


def test_a_channel_that_the_bot_does_not_see_is_silent() -> None:
    world = a_world()
    client, before = heard(world, KNOWN)
    shut = Overwrite(id=BOT, type=OverwriteType.MEMBER, deny=int(Permission.VIEW_CHANNEL))
    world.channel(CHANNEL).overwrites[BOT] = shut

    say(world, "psst")

    assert client.frames[before:] == []


def test_the_audit_log_is_told_to_those_who_may_read_it() -> None:
    world = a_world()
    client, before = heard(world, KNOWN)

    members.kick(world, by(OWNER), GUILD, MEMBER)
    world.guild(GUILD).roles[GUILD].permissions |= Permission.VIEW_AUDIT_LOG
    bans.ban(world, by(OWNER), GUILD, MEMBER)

    assert events(client.frames[before:]) == ["GUILD_MEMBER_REMOVE", "GUILD_BAN_ADD", "GUILD_AUDIT_LOG_ENTRY_CREATE"]


def test_a_bot_that_is_removed_hears_only_that() -> None:
    world = a_world()
    client, before = heard(world, KNOWN)

    members.leave(world, GUILD, BOT)
    say(world, "gone?")

    assert [(one["t"], one["d"]) for one in client.frames[before:]] == [("GUILD_DELETE", {"id": str(GUILD)})]


def test_direct_messages_go_to_shard_zero() -> None:
    world = a_world()
    hub = a_hub(world)
    shards = [Client(hub), Client(hub)]
    for number, client in enumerate(shards):
        client.identify(shard=[number, 2])

    world.dispatch("INTERACTION_CREATE", {}, user_id=BOT)

    assert ["INTERACTION_CREATE" in events(client.frames) for client in shards] == [True, False]


def test_approved_applications_hold_every_privileged_intent() -> None:
    assert not disallowed(KNOWN, ALL_PRIVILEGED_FLAGS)
    assert not disallowed(KNOWN & ~Intent.GUILD_MEMBERS, ALL_PRIVILEGED_FLAGS & ~(1 << 15))
    assert disallowed(KNOWN, ALL_PRIVILEGED_FLAGS & ~(1 << 15))

"""What moderating through REST really changes: members, messages, the audit log, and what the gateway says."""

from datetime import timedelta
from typing import Any

import pytest

from infra.discord_sim.world.model import Message
from infra.discord_sim.world.permissions import Permission
from tests.integration.discord_sim.rest.served import Served, serve
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    BOT_ROLE,
    CHANNEL,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NOON,
    OWNER,
)

BAN = f"/guilds/{GUILD}/bans/{MEMBER}"


def write(served: Served, author_id: int, *, age: timedelta = timedelta()) -> int:
    """Let somebody have written a message some time ago."""
    world = served.world
    message_id = world.snowflakes.at(NOON - age)
    world.add_message(Message(id=message_id, channel_id=CHANNEL, guild_id=GUILD, author_id=author_id, content="hm"))
    return message_id


async def latest_entry(served: Served) -> Any:
    log = await served.call("GET", f"/guilds/{GUILD}/audit-logs?limit=1")
    return log.body["audit_log_entries"][0]


async def test_a_ban_removes_the_member_deletes_messages_and_writes_the_audit_log(served: Served) -> None:
    old, recent = write(served, MEMBER, age=timedelta(hours=2)), write(served, MEMBER, age=timedelta(minutes=5))
    others = write(served, MODERATOR)

    answer = await served.call("PUT", BAN, {"delete_message_seconds": 3600}, X_Audit_Log_Reason="sp%C3%A4m%20bot")

    assert answer.status == 204
    assert MEMBER not in served.world.guilds[GUILD].members
    assert set(served.world.messages[CHANNEL]) == {old, others} - {recent}
    assert set(served.names()) == {
        "GUILD_BAN_ADD",
        "GUILD_MEMBER_REMOVE",
        "MESSAGE_DELETE_BULK",
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
    }
    entry = await latest_entry(served)
    assert (entry["action_type"], entry["user_id"], entry["target_id"]) == (22, str(BOT), str(MEMBER))
    assert entry["reason"] == "späm bot"


async def test_a_ban_keeps_people_out_until_it_is_lifted(served: Served) -> None:
    await served.call("PUT", BAN)
    served.heard.clear()

    assert (await served.call("DELETE", BAN)).status == 204

    assert served.names() == ["GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]
    again = await served.call("DELETE", BAN)
    assert (again.status, again.body["code"]) == (404, 10026)


@pytest.mark.parametrize("target", [OWNER, BOT])
async def test_nobody_bans_the_owner_or_themselves(served: Served, target: int) -> None:
    answer = await served.call("PUT", f"/guilds/{GUILD}/bans/{target}")

    assert (answer.status, answer.body) == (403, {"message": "Missing Permissions", "code": 50013})


@pytest.mark.parametrize(
    ("method", "path", "body", "needed"),
    [
        ("PUT", BAN, None, Permission.BAN_MEMBERS),
        ("GET", f"/guilds/{GUILD}/bans", None, Permission.BAN_MEMBERS),
        ("POST", f"/guilds/{GUILD}/bulk-ban", {"user_ids": [str(MEMBER)]}, Permission.MANAGE_GUILD),
        ("DELETE", f"/guilds/{GUILD}/members/{MEMBER}", None, Permission.KICK_MEMBERS),
        ("PATCH", f"/guilds/{GUILD}/members/{MEMBER}", {"nick": "x"}, Permission.MANAGE_NICKNAMES),
        (
            "PATCH",
            f"/guilds/{GUILD}/members/{MEMBER}",
            {"communication_disabled_until": "2026-03-02T00:00:00Z"},
            Permission.MODERATE_MEMBERS,
        ),
        ("PUT", f"/guilds/{GUILD}/members/{MEMBER}/roles/{LOW_ROLE}", None, Permission.MANAGE_ROLES),
        ("POST", f"/guilds/{GUILD}/roles", {"name": "x"}, Permission.MANAGE_ROLES),
        ("PATCH", f"/guilds/{GUILD}", {"name": "other"}, Permission.MANAGE_GUILD),
        ("GET", f"/guilds/{GUILD}/audit-logs", None, Permission.VIEW_AUDIT_LOG),
        ("GET", f"/guilds/{GUILD}/prune", None, Permission.KICK_MEMBERS),
        ("GET", f"/guilds/{GUILD}/auto-moderation/rules", None, Permission.MANAGE_GUILD),
        ("POST", f"/guilds/{GUILD}/channels", {"name": "x"}, Permission.MANAGE_CHANNELS),
        ("PATCH", f"/channels/{CHANNEL}", {"topic": "x"}, Permission.MANAGE_CHANNELS),
        ("PUT", f"/channels/{CHANNEL}/permissions/{LOW_ROLE}", {"type": 0}, Permission.MANAGE_ROLES),
        ("POST", f"/channels/{CHANNEL}/messages/bulk-delete", {"messages": ["1", "2"]}, Permission.MANAGE_MESSAGES),
        ("POST", f"/channels/{CHANNEL}/webhooks", {"name": "x"}, Permission.MANAGE_WEBHOOKS),
        ("POST", f"/channels/{CHANNEL}/invites", {}, Permission.CREATE_INSTANT_INVITE),
        ("POST", f"/channels/{CHANNEL}/messages", {"content": "x"}, Permission.SEND_MESSAGES),
    ],
)
async def test_each_action_needs_its_own_permission(method: str, path: str, body: Any, needed: Permission) -> None:
    everything_else = ~needed & ~Permission.ADMINISTRATOR & Permission((1 << 53) - 1)
    async with serve(permissions=everything_else) as served:
        served.world.guilds[GUILD].roles[GUILD].permissions &= ~int(needed)

        answer = await served.call(method, path, body)

        assert (answer.status, answer.body["code"]) == (403, 50013)
        assert served.heard == []


async def test_a_kick_removes_the_member_who_may_come_back(served: Served) -> None:
    answer = await served.call("DELETE", f"/guilds/{GUILD}/members/{MODERATOR}", X_Audit_Log_Reason="enough")

    assert answer.status == 204
    assert served.names() == ["GUILD_MEMBER_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]
    assert MODERATOR not in served.world.guilds[GUILD].bans
    assert (await latest_entry(served))["reason"] == "enough"


async def test_a_timeout_lasts_28_days_at_most_and_spares_administrators(served: Served) -> None:
    path = f"/guilds/{GUILD}/members/{MEMBER}"
    longest, too_long = ((NOON + timedelta(days=28, seconds=extra)).isoformat() for extra in (0, 1))

    assert (await served.call("PATCH", path, {"communication_disabled_until": longest})).status == 200
    refused = await served.call("PATCH", path, {"communication_disabled_until": too_long})
    served.world.guilds[GUILD].roles[MODERATOR_ROLE].permissions |= int(Permission.ADMINISTRATOR)
    moderator = f"/guilds/{GUILD}/members/{MODERATOR}"
    spared = await served.call("PATCH", moderator, {"communication_disabled_until": longest})

    assert refused.body["errors"].keys() == {"communication_disabled_until"}
    assert (spared.status, spared.body["code"]) == (403, 50013)


async def test_roles_at_or_above_ones_own_are_out_of_reach(served: Served) -> None:
    higher = f"/guilds/{GUILD}/roles/{BOT_ROLE}"

    for method, path, body in (
        ("PATCH", higher, {"name": "mine"}),
        ("PUT", f"/guilds/{GUILD}/members/{MEMBER}/roles/{BOT_ROLE}", None),
        ("PATCH", f"/guilds/{GUILD}/roles", [{"id": str(LOW_ROLE), "position": 9}]),
    ):
        answer = await served.call(method, path, body)
        assert (answer.status, answer.body["code"]) == (403, 50013)


async def test_nobody_gives_a_role_what_they_do_not_have() -> None:
    async with serve(permissions=Permission.MANAGE_ROLES | Permission.VIEW_CHANNEL) as served:
        generous = await served.call("POST", f"/guilds/{GUILD}/roles", {"permissions": str(1 << 3)})
        modest = await served.call("POST", f"/guilds/{GUILD}/roles", {"permissions": str(1 << 10)})

    assert (generous.status, modest.status) == (403, 200)


async def test_a_deleted_role_is_taken_from_everyone(served: Served) -> None:
    await served.call("PUT", f"/guilds/{GUILD}/members/{MEMBER}/roles/{LOW_ROLE}")

    assert (await served.call("DELETE", f"/guilds/{GUILD}/roles/{LOW_ROLE}")).status == 204

    assert served.world.guilds[GUILD].members[MEMBER].roles == []


async def test_bulk_delete_keeps_to_its_limits(served: Served) -> None:
    path = f"/channels/{CHANNEL}/messages/bulk-delete"
    fresh = [str(write(served, MEMBER)) for _ in range(3)]
    old = str(write(served, MEMBER, age=timedelta(days=15)))

    refusals = [
        (await served.call("POST", path, {"messages": messages})).body["code"]
        for messages in (fresh[:1], [*fresh, old], [fresh[0], fresh[0]], [str(number) for number in range(101)])
    ]
    done = await served.call("POST", path, {"messages": fresh})

    assert refusals == [50016, 50034, 50035, 50016]
    assert done.status == 204
    assert served.names() == ["MESSAGE_DELETE_BULK", "GUILD_AUDIT_LOG_ENTRY_CREATE"]


async def test_a_prune_spares_those_with_roles_or_recent_words(served: Served) -> None:
    served.world.clock.advance(timedelta(days=10))
    before = set(served.world.guilds[GUILD].members)

    counted = await served.call("GET", f"/guilds/{GUILD}/prune?days=7")
    pruned = await served.call("POST", f"/guilds/{GUILD}/prune", {"days": 7})

    assert (counted.body, pruned.body) == ({"pruned": 1}, {"pruned": 1})
    assert before - set(served.world.guilds[GUILD].members) == {MEMBER}


async def test_the_audit_log_forgets_after_45_days(served: Served) -> None:
    await served.call("PATCH", f"/guilds/{GUILD}", {"name": "renamed"})
    served.world.clock.advance(timedelta(days=46))

    log = await served.call("GET", f"/guilds/{GUILD}/audit-logs")

    assert log.body["audit_log_entries"] == []


async def test_a_reason_has_at_most_512_characters(served: Served) -> None:
    fits = await served.call("PATCH", f"/guilds/{GUILD}", {"name": "one"}, X_Audit_Log_Reason="%C3%A9" * 512)
    too_long = await served.call("PATCH", f"/guilds/{GUILD}", {"name": "two"}, X_Audit_Log_Reason="%C3%A9" * 513)

    assert fits.status == 200
    assert (too_long.status, too_long.body["code"]) == (400, 50035)
    assert served.world.guilds[GUILD].name == "one"

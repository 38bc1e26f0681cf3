"""Opcode 8: members by the thousand, by prefix, by id."""

from typing import Any

import pytest

from infra.discord_sim.gateway.codes import CloseCode, Op
from infra.discord_sim.gateway.inbound import HangUpError
from infra.discord_sim.gateway.intents import KNOWN, Intent
from infra.discord_sim.world.model import Member, Presence, User
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.gateway.clients import Client, a_hub
from tests.unit.infra.discord_sim.worlds import GUILD, MEMBER, NOON, STRANGER, a_world


def a_crowd(count: int) -> World:
    world = a_world()
    for number in range(count):
        user = User(id=10_000 + number, username=f"crowd{number}")
        world.users[user.id] = user
        world.guild(GUILD).members[user.id] = Member(user_id=user.id, joined_at=NOON)
    return world


def ask(world: World, intents: int = KNOWN, **request: Any) -> list[dict[str, Any]]:
    client = Client(a_hub(world))
    client.identify(intents=intents)
    return client.send(Op.REQUEST_GUILD_MEMBERS, {"guild_id": str(GUILD)} | request)


def test_all_members_come_a_thousand_at_a_time() -> None:
    world = a_crowd(2_100)

    chunks = [one["d"] for one in ask(world, query="", limit=0, nonce="n1")]

    assert [len(one["members"]) for one in chunks] == [1_000, 1_000, 104]
    assert [(one["chunk_index"], one["chunk_count"], one["nonce"]) for one in chunks] == [
        (0, 3, "n1"),
        (1, 3, "n1"),
        (2, 3, "n1"),
    ]
    assert len({each["user"]["id"] for one in chunks for each in one["members"]}) == 2_104


def test_all_members_may_be_asked_for_once_in_30_seconds() -> None:
    world = a_world()
    client = Client(a_hub(world))
    client.identify()
    request = {"guild_id": str(GUILD), "query": "", "limit": 0, "nonce": "n"}
    client.send(Op.REQUEST_GUILD_MEMBERS, request)

    answer = client.send(Op.REQUEST_GUILD_MEMBERS, request)

    assert [one["t"] for one in answer] == ["RATE_LIMITED"]
    assert answer[0]["d"]["opcode"] == 8
    assert answer[0]["d"]["retry_after"] == pytest.approx(30.0)
    assert answer[0]["d"]["meta"] == {"guild_id": str(GUILD), "nonce": "n"}


def test_a_prefix_finds_at_most_a_hundred() -> None:
    chunks = ask(a_crowd(150), query="CROWD", limit=1_000)

    assert [len(one["d"]["members"]) for one in chunks] == [100]


def test_ids_that_are_no_members_are_named() -> None:
    (chunk,) = ask(a_world(), user_ids=[str(MEMBER), str(STRANGER)])

    assert [each["user"]["id"] for each in chunk["d"]["members"]] == [str(MEMBER)]
    assert chunk["d"]["not_found"] == [str(STRANGER)]


def test_presences_come_only_if_asked_for_and_intended() -> None:
    world = a_world()
    world.guild(GUILD).presences[MEMBER] = Presence(status="idle")

    (shown,) = ask(world, user_ids=[str(MEMBER)], presences=True)
    (hidden,) = ask(world, KNOWN & ~Intent.GUILD_PRESENCES, user_ids=[str(MEMBER)], presences=True)

    assert [each["status"] for each in shown["d"]["presences"]] == ["idle"]
    assert "presences" not in hidden["d"]


def test_without_the_members_intent_nobody_lists_them_all() -> None:
    assert ask(a_world(), KNOWN & ~Intent.GUILD_MEMBERS, query="", limit=0) == []


def test_a_nonce_too_long_is_left_out() -> None:
    (chunk,) = ask(a_world(), user_ids=str(MEMBER), nonce="n" * 33)

    assert "nonce" not in chunk["d"]


@pytest.mark.parametrize("request_", [{}, {"guild_id": "x", "query": ""}, {"user_ids": ["x"]}])
def test_a_request_for_nothing_is_a_decode_error(request_: dict[str, Any]) -> None:
    with pytest.raises(HangUpError) as hung_up:
        ask(a_world(), **request_)

    assert hung_up.value.code is CloseCode.DECODE_ERROR

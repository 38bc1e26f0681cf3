"""The protocol on one connection: hello, identify, heartbeat, and every way to be hung up on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.gateway.codes import CloseCode, Op
from infra.discord_sim.gateway.inbound import HangUpError
from infra.discord_sim.gateway.intents import Intent
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission
from tests.unit.infra.discord_sim.gateway.clients import TOKEN, Client, a_hub, events
from tests.unit.infra.discord_sim.worlds import BOT, GUILD, a_world

VOICE = GUILD + 1

IDENTIFY = {"token": TOKEN, "properties": {}, "intents": 0}


def test_hello_comes_first() -> None:
    client = Client(a_hub(a_world(), heartbeat_seconds=41.25))

    assert client.frames[0]["op"] == Op.HELLO
    assert client.frames[0]["d"]["heartbeat_interval"] == 41_250


def test_ready_names_the_guilds_that_follow() -> None:
    client = Client(a_hub(a_world()))

    ready, guild = client.identify(shard=[0, 1])[:2]

    assert (ready["t"], ready["s"], ready["d"]["shard"]) == ("READY", 1, [0, 1])
    assert ready["d"]["guilds"] == [{"id": str(GUILD), "unavailable": True}]
    assert ready["d"]["user"]["id"] == ready["d"]["application"]["id"] == str(BOT)
    assert ready["d"]["resume_gateway_url"] == "ws://127.0.0.1:1/gateway"
    assert (guild["t"], guild["d"]["id"], guild["d"]["member_count"]) == ("GUILD_CREATE", str(GUILD), 4)


def test_a_shard_is_told_of_its_own_guilds_only() -> None:
    other = 1 - (GUILD >> 22) % 2

    assert events(Client(a_hub(a_world())).identify(shard=[other, 2])) == ["READY"]


def test_a_heartbeat_is_acknowledged_even_before_identify() -> None:
    assert [one["op"] for one in Client(a_hub(a_world())).send(Op.HEARTBEAT, None)] == [Op.HEARTBEAT_ACK]


def test_without_heartbeats_the_session_is_over() -> None:
    hub = a_hub(a_world(), heartbeat_seconds=10.0)
    client = Client(hub)
    client.identify()
    client.connection.check_heartbeat(client.connection.deadline - 0.1)

    with pytest.raises(HangUpError) as hung_up:
        client.connection.check_heartbeat(client.connection.deadline)

    assert hung_up.value.code is CloseCode.SESSION_TIMED_OUT
    assert hub.sessions == {}


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(99, None)], CloseCode.UNKNOWN_OPCODE),
        ([(Op.IDENTIFY, {"token": TOKEN})], CloseCode.DECODE_ERROR),
        ([(Op.IDENTIFY, "x" * 4_096)], CloseCode.DECODE_ERROR),
        ([(Op.PRESENCE_UPDATE, {})], CloseCode.NOT_AUTHENTICATED),
        ([(Op.IDENTIFY, IDENTIFY | {"token": "other"})], CloseCode.AUTHENTICATION_FAILED),
        ([(Op.RESUME, {"token": "other", "session_id": "x", "seq": 1})], CloseCode.AUTHENTICATION_FAILED),
        ([(Op.IDENTIFY, IDENTIFY)] * 2, CloseCode.ALREADY_AUTHENTICATED),
        ([(Op.IDENTIFY, IDENTIFY), (Op.HELLO, None)], CloseCode.UNKNOWN_OPCODE),
        ([(Op.HEARTBEAT, 1)] * 121, CloseCode.RATE_LIMITED),
        ([(Op.IDENTIFY, IDENTIFY | {"shard": [1, 1]})], CloseCode.INVALID_SHARD),
        ([(Op.IDENTIFY, IDENTIFY | {"shard": [0, 0]})], CloseCode.INVALID_SHARD),
        ([(Op.IDENTIFY, {"token": TOKEN, "properties": {}})], CloseCode.INVALID_INTENTS),
        ([(Op.IDENTIFY, IDENTIFY | {"intents": 1 << 40})], CloseCode.INVALID_INTENTS),
    ],
)
def test_the_gateway_hangs_up_with_discords_code(frames: list[tuple[int, Any]], code: CloseCode) -> None:
    client = Client(a_hub(a_world()))

    with pytest.raises(HangUpError) as hung_up:
        client.send_all(frames)

    assert hung_up.value.code is code


@pytest.mark.parametrize("intent", [Intent.GUILD_MEMBERS, Intent.GUILD_PRESENCES, Intent.MESSAGE_CONTENT])
def test_a_privileged_intent_must_be_the_applications(intent: Intent) -> None:
    world = a_world()
    world.applications[BOT].flags = 0

    with pytest.raises(HangUpError) as hung_up:
        Client(a_hub(world)).identify(intents=int(intent))

    assert hung_up.value.code is CloseCode.DISALLOWED_INTENTS


def test_more_than_2500_guilds_need_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    guild = world.guild(GUILD)
    monkeypatch.setattr(world, "guilds_of", lambda _: [guild] * 2_501)

    with pytest.raises(HangUpError) as hung_up:
        Client(a_hub(world)).identify()

    assert hung_up.value.code is CloseCode.SHARDING_REQUIRED


def test_identifying_twice_in_five_seconds_is_an_invalid_session() -> None:
    hub = a_hub(a_world(), identify_seconds=5.0)
    Client(hub).identify()
    client = Client(hub)

    answer = client.identify()

    assert [(one["op"], one["d"]) for one in answer] == [(Op.INVALID_SESSION, False)]


def test_shards_of_different_keys_may_identify_together() -> None:
    hub = a_hub(a_world(), identify_seconds=5.0, max_concurrency=2)

    answers = [events(Client(hub).identify(shard=[number, 4]))[:1] for number in range(3)]

    assert answers == [["READY"], ["READY"], []]


def test_one_identify_too_many_resets_the_token_and_ends_every_session() -> None:
    hub = a_hub(a_world(), daily_identifies=1)
    first = Client(hub)
    first.identify()

    with pytest.raises(HangUpError) as hung_up:
        Client(hub).identify()

    assert hung_up.value.code is CloseCode.AUTHENTICATION_FAILED
    assert first.code == CloseCode.AUTHENTICATION_FAILED
    assert hub.simulator.bot_token != TOKEN
    assert hub.sessions == {}


def test_a_bot_appears_online_then_as_it_says_then_gone() -> None:
    world = a_world()
    client = Client(a_hub(world))
    seen = []

    client.identify()
    seen.append(world.guild(GUILD).presences[BOT].status)
    client.send(Op.PRESENCE_UPDATE, {"status": "dnd", "activities": [], "afk": False, "since": None})
    seen.append(world.guild(GUILD).presences[BOT].status)
    client.connection.closed(1000)
    seen.append(world.guild(GUILD).presences[BOT].status)

    assert seen == ["online", "dnd", "offline"]


def test_a_bot_enters_and_leaves_voice() -> None:
    world = a_world()
    world.guild(GUILD).roles[GUILD].permissions |= Permission.CONNECT
    world.guild(GUILD).channels[VOICE] = Channel(id=VOICE, type=ChannelType.GUILD_VOICE, name="Lounge", guild_id=GUILD)
    client = Client(a_hub(world))
    client.identify()

    entered = client.send(Op.VOICE_STATE_UPDATE, {"guild_id": str(GUILD), "channel_id": str(VOICE)})
    left = client.send(Op.VOICE_STATE_UPDATE, {"guild_id": str(GUILD), "channel_id": None})

    assert events(entered) == ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]
    assert [one["d"]["channel_id"] for one in left] == [None]
    assert world.guild(GUILD).voice_states == {}


@given(st.text() | st.binary(max_size=100))
def test_nonsense_is_a_decode_error_or_an_unknown_opcode(nonsense: str | bytes) -> None:
    client = Client(a_hub(a_world()))

    with pytest.raises(HangUpError) as hung_up:
        client.connection.receive(nonsense, 0.0)

    assert hung_up.value.code in (CloseCode.DECODE_ERROR, CloseCode.UNKNOWN_OPCODE)

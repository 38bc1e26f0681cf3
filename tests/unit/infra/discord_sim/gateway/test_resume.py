"""A session outlives its connection: nothing lost, nothing doubled."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.gateway.codes import CloseCode, Op
from infra.discord_sim.gateway.inbound import HangUpError
from tests.unit.infra.discord_sim.gateway.clients import Client, a_hub, events
from tests.unit.infra.discord_sim.worlds import GUILD, a_world


@given(seen=st.integers(0, 8), sent=st.integers(0, 8), missed=st.integers(0, 8))
def test_a_resume_replays_exactly_what_was_missed(seen: int, sent: int, missed: int) -> None:
    world = a_world()
    client = Client(a_hub(world))
    client.identify()
    first = client.seq
    for number in range(sent):
        world.dispatch("GUILD_UPDATE", {"number": number}, guild_id=GUILD)
    client.connection.closed(4000)
    for number in range(sent, sent + missed):
        world.dispatch("GUILD_UPDATE", {"number": number}, guild_id=GUILD)
    seen = min(seen, sent)
    again = Client(client.connection._hub)

    replayed = again.resume(client.session_id, first + seen)

    assert [one["d"].get("number") for one in replayed] == [*range(seen, sent + missed), None]
    assert [one["s"] for one in replayed] == list(range(first + seen + 1, first + sent + missed + 2))
    assert events(replayed)[-1] == "RESUMED"


def test_events_go_on_after_a_resume() -> None:
    world = a_world()
    hub = a_hub(world)
    client = Client(hub)
    client.identify()
    client.connection.closed(None)
    again = Client(hub)
    again.resume(client.session_id, client.seq)

    world.dispatch("GUILD_UPDATE", {}, guild_id=GUILD)

    assert events(again.frames) == ["RESUMED", "GUILD_UPDATE"]
    assert events(client.frames)[-1] != "GUILD_UPDATE"


def test_a_resume_takes_the_session_from_a_connection_that_still_stands() -> None:
    hub = a_hub(a_world())
    client, again = Client(hub), Client(hub)
    client.identify()

    again.resume(client.session_id, client.seq)
    client.connection.closed(None)

    assert client.code == CloseCode.UNKNOWN_ERROR
    assert [one.outlet is not None for one in hub.sessions.values()] == [True]


@pytest.mark.parametrize("code", [1000, 1001])
def test_a_client_that_says_goodbye_cannot_resume(code: int) -> None:
    hub = a_hub(a_world())
    client = Client(hub)
    client.identify()
    client.connection.closed(code)

    answer = Client(hub).resume(client.session_id, client.seq)

    assert [(one["op"], one["d"]) for one in answer] == [(Op.INVALID_SESSION, False)]


def test_a_session_waits_three_minutes() -> None:
    world = a_world()
    hub = a_hub(world)
    client = Client(hub)
    client.identify()
    client.connection.closed(None)
    world.clock.advance(timedelta(seconds=181))

    answer = Client(hub).resume(client.session_id, client.seq)

    assert [one["op"] for one in answer] == [Op.INVALID_SESSION]


def test_a_sequence_from_the_future_ends_the_session() -> None:
    hub = a_hub(a_world())
    client = Client(hub)
    client.identify()
    client.connection.closed(None)

    with pytest.raises(HangUpError) as hung_up:
        Client(hub).resume(client.session_id, client.seq + 1)

    assert hung_up.value.code is CloseCode.INVALID_SEQ
    assert hub.sessions == {}


@pytest.mark.parametrize(("resumable", "event"), [(True, "RESUMED"), (False, None)])
def test_opcode_9_takes_the_session_and_says_whether_it_can_be_resumed(*, resumable: bool, event: str | None) -> None:
    client = Client(a_hub(a_world()))
    client.identify()

    client.connection.invalidate(resumable=resumable)
    said = client.frames[-1]
    answer = client.resume(client.session_id, client.seq)

    assert (said["op"], said["d"]) == (Op.INVALID_SESSION, resumable)
    assert answer[-1]["t"] == event


def test_after_an_invalid_session_one_identifies_on_the_same_connection() -> None:
    client = Client(a_hub(a_world()))
    client.send(Op.RESUME, {"token": "a.bot.token", "session_id": None, "seq": None})

    assert events(client.identify())[:1] == ["READY"]

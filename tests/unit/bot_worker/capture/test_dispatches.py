"""Every dispatch that the bot asks for is captured, or knowingly not; what is malformed does no harm."""

import logging
from datetime import UTC, datetime
from typing import Any

import discord
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot_worker.capture.recorder import UNPARSED
from bot_worker.client import INTENTS, Bot
from infra.discord_sim.gateway.intents import _EVENTS
from shared.features.events.rules.shapes import WITHIN_A_GUILD
from shared.kernel.events import Event, EventType
from tests.unit.bot_worker.capture.scenes import GUILD, Recording, a_message, a_user, an_entry

KNOWINGLY_NOT = {
    "CHANNEL_PINS_UPDATE": "the audit log's entry tells who pinned what",
    "THREAD_LIST_SYNC": "tells nothing new: threads that a channel has, when the bot begins to see it",
    "THREAD_MEMBER_UPDATE": "is about the bot itself",
    "THREAD_MEMBERS_UPDATE": "who follows a thread is nothing to moderate",
    **dict.fromkeys(
        ("STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_UPDATE", "STAGE_INSTANCE_DELETE"), "the audit log's entry tells"
    ),
    "GUILD_STICKERS_UPDATE": "the audit log's entry tells",
}
OURS = {EventType.GUILD_SYNC, EventType.GUILD_CREATE, EventType.GUILD_UPDATE, EventType.GUILD_DELETE, EventType.GAP}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)
DISPATCHES: dict[str, dict[str, Any]] = {
    "MESSAGE_CREATE": a_message(),
    "MESSAGE_UPDATE": a_message(edited_timestamp="2026-11-23T12:00:00+00:00"),
    "MESSAGE_DELETE": {"id": "11", "channel_id": "3"},
    "MESSAGE_DELETE_BULK": {"ids": ["11", "12"], "channel_id": "3"},
    "GUILD_MEMBER_ADD": {"user": a_user(), "roles": [], "joined_at": "2026-11-23T12:00:00+00:00"},
    "GUILD_MEMBER_UPDATE": {"user": a_user(), "roles": ["31"], "nick": "Adi"},
    "GUILD_MEMBER_REMOVE": {"user": a_user()},
    "GUILD_BAN_ADD": {"user": a_user()},
    "GUILD_BAN_REMOVE": {"user": a_user()},
    "GUILD_AUDIT_LOG_ENTRY_CREATE": an_entry(22),
    "GUILD_CREATE": {"id": str(GUILD), "name": "Guild", "owner_id": "5"},
    "GUILD_UPDATE": {"id": str(GUILD), "name": "New", "owner_id": "6"},
    "GUILD_DELETE": {"id": str(GUILD)},
    "GUILD_ROLE_CREATE": {"role": {"id": "31", "name": "r", "permissions": "0", "position": 1}},
    "GUILD_ROLE_UPDATE": {"role": {"id": "31", "name": "r", "permissions": "0", "position": 1}},
    "GUILD_ROLE_DELETE": {"role_id": "31"},
    "GUILD_EMOJIS_UPDATE": {"emojis": [{"id": "1", "name": "one"}]},
    "CHANNEL_CREATE": {"id": "3", "type": 0, "name": "c"},
    "CHANNEL_UPDATE": {"id": "3", "type": 0, "name": "c"},
    "CHANNEL_DELETE": {"id": "3", "type": 0, "name": "c"},
    "WEBHOOKS_UPDATE": {"channel_id": "3"},
    "THREAD_CREATE": {"id": "41", "type": 11, "newly_created": True},
    "THREAD_UPDATE": {"id": "41", "type": 11},
    "THREAD_DELETE": {"id": "41", "type": 11},
    "INVITE_CREATE": {"code": "abc", "channel_id": "3"},
    "INVITE_DELETE": {"code": "abc", "channel_id": "3"},
    "VOICE_STATE_UPDATE": {"user_id": "5", "channel_id": "3"},
    "AUTO_MODERATION_ACTION_EXECUTION": {
        "action": {"type": 1}, "rule_id": "51", "rule_trigger_type": 1, "user_id": "5", "content": "x",
    },
}  # fmt: skip


def events_of(name: str, recording: Recording) -> list[Event]:
    recording.take(name, **DISPATCHES[name])
    recording.wait(1_000)
    return recording.events


def a_bot(captured: list[Event]) -> Bot:
    return Bot(0, 1, capture=captured.append, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))


def test_every_dispatch_of_the_bot_s_intents_is_captured_or_knowingly_not() -> None:
    told = {name for intent, names in _EVENTS.items() if INTENTS.value & intent for name in names.split()}

    assert told == Recording().recorder.captured | KNOWINGLY_NOT.keys()
    assert DISPATCHES.keys() == Recording().recorder.captured


@pytest.mark.parametrize("name", DISPATCHES)
def test_what_is_captured_has_the_shape_of_its_kind(name: str) -> None:
    events = events_of(name, Recording())

    assert events != []
    for event in events:
        assert event.guild_id == GUILD
        if event.type in WITHIN_A_GUILD:
            WITHIN_A_GUILD[event.type].decode(event.data)


def test_every_kind_of_event_comes_from_some_dispatch() -> None:
    kinds = {event.type for name in DISPATCHES for event in events_of(name, Recording())}

    assert kinds | {EventType.GUILD_SYNC, EventType.GAP} == set(EventType)
    assert WITHIN_A_GUILD.keys() == set(EventType) - OURS


@given(st.sampled_from(sorted(DISPATCHES)))
def test_the_same_payload_has_the_same_ids_in_every_worker(name: str) -> None:
    first, second = events_of(name, Recording()), events_of(name, Recording())

    assert [event.id for event in first] == [event.id for event in second]
    assert len({event.id for event in first}) == len(first)


@given(st.sampled_from(sorted(DISPATCHES)), st.data())
def test_ids_do_not_hang_on_what_the_worker_remembers(name: str, data: st.DataObject) -> None:
    """Of two workers with one shard, the newcomer knows no member and may not even know the guild's channels."""
    experienced, newcomer = Recording(), Recording()
    experienced.take("GUILD_MEMBER_ADD", user=a_user(), roles=["32"], joined_at="2026-11-23T11:00:00+00:00")
    experienced.events.clear()
    newcomer.guild.names = {}
    if data.draw(st.booleans()):
        newcomer.guild.emojis_before = []

    assert [event.id for event in events_of(name, experienced)][-1] == [
        event.id for event in events_of(name, newcomer)
    ][-1]


@given(st.sampled_from(sorted(DISPATCHES)), st.data())
def test_a_malformed_payload_ends_nothing(name: str, data: st.DataObject) -> None:
    payload: Any = {"guild_id": str(GUILD), **DISPATCHES[name]}
    field = data.draw(st.sampled_from(sorted(payload)))
    recording = Recording()
    bot_read = _read_of(recording, name)

    bot_read({**payload, field: data.draw(JSON)})
    bot_read({key: value for key, value in payload.items() if key != field})
    bot_read(data.draw(JSON))


def _read_of(recording: Recording, name: str) -> Any:
    from bot_worker.client import _guarded

    return _guarded(name, lambda payload: recording.recorder.take(name, payload))


async def test_no_log_quotes_a_malformed_payload(caplog: pytest.LogCaptureFixture) -> None:
    captured: list[Event] = []
    bot = a_bot(captured)
    caplog.set_level(logging.DEBUG)

    for name, payload in DISPATCHES.items():
        bot._connection.parsers[name]({**payload, "guild_id": "secret", "id": "secret", "author": "secret"})

    assert captured == []
    ours = {record.message for record in caplog.records if record.name.startswith("bot_worker")}
    assert ours == {"discord.payload_malformed"}
    assert "secret" not in "".join(str(vars(record)) for record in caplog.records)


async def test_discord_py_still_learns_what_the_bot_needs_it_for() -> None:
    captured: list[Event] = []
    bot = a_bot(captured)
    state = bot._connection
    me = {"id": "9", "username": "bot", "global_name": None, "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=me)  # type: ignore[arg-type] # a dict is what it gets
    guild = {"id": str(GUILD), "name": "G", "owner_id": "5", "member_count": 1}
    channel = {"guild_id": str(GUILD), "id": "3", "type": 0, "name": "news", "position": 0, "permission_overwrites": []}

    state.parsers["GUILD_CREATE"]({**guild, "roles": [], "channels": [], "members": []})
    state.parsers["CHANNEL_CREATE"](channel)
    state.parsers["MESSAGE_CREATE"](a_message(channel_id="3"))

    assert [event.type for event in captured] == ["guild_create", "channel_create", "message_create"]
    assert msgspec.json.decode(captured[-1].data)["channel"] == {"id": "3", "name": "news"}
    assert "MESSAGE_CREATE" in UNPARSED

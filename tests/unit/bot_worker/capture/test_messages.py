"""What people write, edit and delete."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot_worker.capture.messages import WRITTEN
from shared.kernel import json
from shared.kernel.events import MessageCreateData, MessageUpdateData
from tests.unit.bot_worker.capture.scenes import ADA, CHANNEL, Recording, a_message, a_user, data_of

EDITED = "2026-11-23T12:00:00.500000+00:00"


def test_a_message_has_its_author_its_channel_and_its_own_moment() -> None:
    reply = a_message(type=19, message_reference={"message_id": "17"})

    (event,) = Recording().take("MESSAGE_CREATE", **reply)

    data = json.Decoder(MessageCreateData).decode(event.data)
    assert (event.id, event.user_id, event.channel_id) == (f"message_create:{reply['id']}", ADA, CHANNEL)
    assert event.timestamp == (int(reply["id"]) >> 22) + 1_420_070_400_000
    assert (data.content, data.channel.name, data.attachments, data.reply_to) == ("hello", "general", 1, 17)


def test_an_edit_is_known_by_its_moment() -> None:
    recording = Recording()

    (event,) = recording.take("MESSAGE_UPDATE", **a_message(content="better", edited_timestamp=EDITED))

    data = json.Decoder(MessageUpdateData).decode(event.data)
    assert (data.content, data.edited_at, event.timestamp) == ("better", 1_795_435_200_500, 1_795_435_200_500)
    assert event.id == f"message_update:{data.message_id}:{data.edited_at}"


@pytest.mark.parametrize(
    "change",
    [
        {"author": a_user(bot=True)},
        {"webhook_id": "12"},
        {"type": 7},
        {"guild_id": None},
    ],
)
@pytest.mark.parametrize("name", ["MESSAGE_CREATE", "MESSAGE_UPDATE"])
def test_programs_webhooks_and_discord_itself_write_nothing(name: str, change: dict[str, object]) -> None:
    message = a_message(edited_timestamp=EDITED, **change)
    recording = Recording()

    recording.recorder.take(name, message)
    recording.recorder.take_quickly(name, msgspec.Raw(msgspec.json.encode(message)))

    assert recording.events == []


@pytest.mark.parametrize("missing", ["author", "content", "edited_timestamp"])
def test_an_update_that_nobody_made_is_no_edit(missing: str) -> None:
    message = a_message(edited_timestamp=EDITED)
    del message[missing]

    assert Recording().take("MESSAGE_UPDATE", **message) == []


def test_what_discord_says_of_an_edited_message_later_is_no_edit() -> None:
    recording = Recording()
    edited_at = datetime.fromtimestamp(recording.now / 1000, UTC)
    recent = a_message(edited_timestamp=edited_at.isoformat())
    old = a_message(edited_timestamp=(edited_at - timedelta(minutes=16)).isoformat())

    (edit,) = recording.take("MESSAGE_UPDATE", **recent)
    recording.wait(60_000)

    assert edit.type == "message_update"
    assert recording.take("MESSAGE_UPDATE", **recent, embeds=[{"url": "https://example.com"}]) == []
    assert recording.take("MESSAGE_UPDATE", **old, pinned=True) == []


def test_deletions_name_the_messages() -> None:
    recording = Recording()

    (one,) = recording.take("MESSAGE_DELETE", id="11", channel_id=str(CHANNEL))
    (many,) = recording.take("MESSAGE_DELETE_BULK", ids=["11", "12"], channel_id=str(CHANNEL))
    (again,) = recording.take("MESSAGE_DELETE_BULK", ids=["12", "11"], channel_id=str(CHANNEL))

    assert (one.id, data_of(one)["channel"]["name"]) == ("message_delete:11", "general")
    assert data_of(many)["message_ids"] == ["11", "12"]
    assert many.id == again.id


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_the_quick_way_says_the_same_as_the_other(kind: int) -> None:
    message = a_message(type=kind, message_reference={"message_id": "17"}, embeds=[{"fields": []}], nonce="1")
    slow, quick = Recording(), Recording()

    slow.take("MESSAGE_CREATE", **message)

    assert quick.recorder.take_quickly("MESSAGE_CREATE", msgspec.Raw(msgspec.json.encode(message)))
    assert quick.events == slow.events != []


def test_the_quick_way_leaves_what_it_cannot_read_to_the_other() -> None:
    recording = Recording()
    half = json.encode(a_message()).replace(b"hello", rb"\ud83d hello")

    assert not recording.recorder.take_quickly("MESSAGE_CREATE", msgspec.Raw(half))
    assert not recording.recorder.take_quickly("MESSAGE_CREATE", msgspec.Raw(b'{"id": "1"}'))
    assert not recording.recorder.take_quickly("GUILD_CREATE", msgspec.Raw(b"{}"))
    assert recording.events == []


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    (event,) = Recording().take("MESSAGE_CREATE", **a_message(content="\ud83d hello"))

    assert data_of(event)["content"] == "? hello"

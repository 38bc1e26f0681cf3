"""What a guild does not want recorded never leaves the bot; what access and moderation hang on always does."""

from collections.abc import Iterator

import msgspec
import pytest

from bot_worker.recording.filter import RecordingFilter
from shared.features.events.settings import EventSettings
from shared.kernel import json
from shared.kernel.events import Event, EventType, MessageChannel, VoiceStateData
from shared.kernel.snowflakes import Snowflake

GUILD, OTHER, CHANNEL, THREAD, CATEGORY = (Snowflake(number) for number in range(1, 6))
PARENTS = {THREAD: [CHANNEL, CATEGORY], CHANNEL: [CATEGORY]}
IN_A_CHANNEL = {
    EventType.MESSAGE_CREATE,
    EventType.MESSAGE_UPDATE,
    EventType.MESSAGE_DELETE,
    EventType.MESSAGE_DELETE_BULK,
    EventType.VOICE_STATE_UPDATE,
}


def a_filter(settings: EventSettings | None = None) -> RecordingFilter:
    def parents(guild_id: int, channel_id: int) -> Iterator[int]:
        assert guild_id == GUILD
        yield from PARENTS.get(Snowflake(channel_id), [])

    recording = RecordingFilter(parents)
    if settings is not None:
        recording.set(GUILD, settings)
    return recording


def an_event(
    kind: str, *, guild_id: Snowflake = GUILD, channel_id: Snowflake | None = CHANNEL, data: bytes = b"{}"
) -> Event:
    return Event(id="e", type=kind, guild_id=guild_id, channel_id=channel_id, data=msgspec.Raw(data), timestamp=1)


@pytest.mark.parametrize("kind", list(EventType))
def test_until_its_settings_are_known_everything_of_a_guild_is_recorded(kind: EventType) -> None:
    assert a_filter().should_record(an_event(kind))


@pytest.mark.parametrize("kind", list(EventType))
@pytest.mark.parametrize("place", [CHANNEL, CATEGORY])
def test_of_an_ignored_channel_only_what_is_written_and_said_is_left_out(kind: EventType, place: Snowflake) -> None:
    recording = a_filter(EventSettings(ignored_channel_ids=[place]))

    recorded = [recording.should_record(an_event(kind, channel_id=channel)) for channel in (CHANNEL, THREAD, OTHER)]

    assert recorded == [kind not in IN_A_CHANNEL, kind not in IN_A_CHANNEL, True]


def test_another_guild_is_not_concerned() -> None:
    recording = a_filter(EventSettings(ignored_channel_ids=[CHANNEL]))

    assert recording.should_record(an_event(EventType.MESSAGE_CREATE, guild_id=OTHER))


@pytest.mark.parametrize(
    ("settings", "left_out"),
    [
        (EventSettings(record_voice=False), {EventType.VOICE_STATE_UPDATE}),
        (EventSettings(record_message_edits=False), {EventType.MESSAGE_UPDATE}),
        (EventSettings(record_message_deletions=False), {EventType.MESSAGE_DELETE, EventType.MESSAGE_DELETE_BULK}),
    ],
)
def test_each_choice_leaves_out_its_own_kinds(settings: EventSettings, left_out: set[EventType]) -> None:
    recording = a_filter(settings)

    assert {kind for kind in EventType if not recording.should_record(an_event(kind))} == left_out


def test_who_leaves_an_ignored_voice_channel_is_not_recorded_either() -> None:
    recording = a_filter(EventSettings(ignored_channel_ids=[CHANNEL]))
    left = VoiceStateData(user_id=Snowflake(9), before=MessageChannel(id=CHANNEL, name="quiet"))

    assert not recording.should_record(an_event(EventType.VOICE_STATE_UPDATE, channel_id=None, data=json.encode(left)))


def test_voice_of_a_version_to_come_goes_by_its_channel_alone() -> None:
    recording = a_filter(EventSettings(ignored_channel_ids=[CHANNEL]))

    assert recording.should_record(an_event(EventType.VOICE_STATE_UPDATE, channel_id=OTHER, data=b'{"x":[]}'))


def test_settings_that_are_set_back_leave_nothing_out() -> None:
    recording = a_filter(EventSettings(record_voice=False))

    recording.set(GUILD, EventSettings())

    assert recording.should_record(an_event(EventType.VOICE_STATE_UPDATE))

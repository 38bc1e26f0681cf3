"""Members, voice, the audit log and AutoMod."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot_worker.capture.audit_log import LONGEST_VALUE, MOST_CHANGES
from bot_worker.capture.scene import VoiceFacts
from tests.unit.bot_worker.capture.scenes import (
    ADA,
    BEN,
    CHANNEL,
    GUILD,
    Recording,
    RememberingGuild,
    a_user,
    an_entry,
    data_of,
)

JOINED = "2026-11-23T12:00:00+00:00"


def a_member(**changes: Any) -> dict[str, Any]:
    return {"user": a_user(), "roles": ["31"], "joined_at": JOINED, "nick": None, **changes}


def test_a_join_is_known_by_its_moment() -> None:
    recording = Recording()

    (event,) = recording.take("GUILD_MEMBER_ADD", **a_member())
    assert recording.take("GUILD_MEMBER_ADD", **a_member()) == []

    assert event.id == f"member_join:{GUILD}:{ADA}:1795435200000"
    assert (event.user_id, data_of(event)["user"]["username"], data_of(event)["role_ids"]) == (ADA, "ada", ["31"])


def test_an_update_says_what_changed_where_the_member_was_known() -> None:
    recording = Recording()
    recording.take("GUILD_MEMBER_ADD", **a_member())

    (event,) = recording.take(
        "GUILD_MEMBER_UPDATE", **a_member(roles=["32"], nick="Adi", communication_disabled_until=JOINED)
    )

    changes = data_of(event)["changes"]
    assert changes["fields"] == ["roles", "nick", "timeout"]
    assert (changes["added_role_ids"], changes["removed_role_ids"]) == (["32"], ["31"])
    assert recording.known.find(GUILD, ADA).timed_out_until == datetime(2026, 11, 23, 12, tzinfo=UTC)  # type: ignore[union-attr] # it has just been told


def test_an_update_of_somebody_unknown_is_told_without_a_before_and_one_of_an_image_is_not_told() -> None:
    recording = Recording()

    (event,) = recording.take("GUILD_MEMBER_UPDATE", **a_member())

    assert "changes" not in data_of(event)
    assert recording.take("GUILD_MEMBER_UPDATE", **a_member(avatar="a1", user=a_user(avatar="b2"))) == []


def test_of_a_guild_that_is_not_known_no_member_is_told() -> None:
    recording = Recording(RememberingGuild(is_known=False))

    assert recording.take("GUILD_MEMBER_UPDATE", **a_member()) == []
    assert recording.known.find(GUILD, ADA) is None


@pytest.mark.parametrize(
    ("before", "state", "changed"),
    [
        (VoiceFacts(), {"channel_id": str(CHANNEL)}, ["channel"]),
        (VoiceFacts(channel_id=CHANNEL), {"channel_id": None}, ["channel"]),
        (VoiceFacts(channel_id=CHANNEL), {"channel_id": str(CHANNEL), "mute": True}, ["mute"]),
        (VoiceFacts(channel_id=CHANNEL), {"channel_id": str(CHANNEL), "self_stream": True}, ["stream"]),
    ],
)
def test_voice_tells_where_somebody_is_and_what_was_done_to_them(
    before: VoiceFacts, state: dict[str, Any], changed: list[str]
) -> None:
    recording = Recording(RememberingGuild(voices={ADA: before}))

    (event,) = recording.take("VOICE_STATE_UPDATE", user_id=str(ADA), member={"user": a_user()}, **state)

    assert (data_of(event)["changed"], event.user_id, event.channel_id) == (changed, ADA, CHANNEL)


def test_a_member_s_own_microphone_is_nobodys_business() -> None:
    recording = Recording(RememberingGuild(voices={ADA: VoiceFacts(channel_id=CHANNEL)}))

    assert recording.take("VOICE_STATE_UPDATE", user_id=str(ADA), channel_id=str(CHANNEL), self_mute=True) == []


def test_an_audit_log_entry_says_who_did_what_to_whom_and_why() -> None:
    changes = [{"key": "nick", "old_value": "a", "new_value": ["b"]}]

    (event,) = Recording().take(
        "GUILD_AUDIT_LOG_ENTRY_CREATE", **an_entry(24, reason="rude"), changes=changes, options={"count": 3}
    )

    data = data_of(event)
    assert (event.id, event.user_id) == (f"audit_log_entry:{data['entry_id']}", BEN)
    assert (data["action"], data["target_id"], data["reason"], data["options"]) == (
        24,
        str(ADA),
        "rude",
        {"count": "3"},
    )
    assert data["changes"] == [{"key": "nick", "old": '"a"', "new": '["b"]'}]


def test_an_audit_log_entry_says_whether_a_bot_did_it() -> None:
    by_bot, by_person = (
        Recording(RememberingGuild(bots=bots)).take("GUILD_AUDIT_LOG_ENTRY_CREATE", **an_entry(22))[0]
        for bots in (frozenset({int(BEN)}), frozenset({int(ADA)}))
    )

    assert data_of(by_bot)["by_bot"] is True
    assert "by_bot" not in data_of(by_person)


@pytest.mark.parametrize(("bots", "credited"), [(frozenset({int(BEN)}), "80351110224678912"), (frozenset(), None)])
def test_whom_a_bot_acted_for_is_told_of_bots_alone(bots: frozenset[int], credited: str | None) -> None:
    entry = an_entry(22, reason="eve (80351110224678912): spam")

    (event, *_) = Recording(RememberingGuild(bots=bots)).take("GUILD_AUDIT_LOG_ENTRY_CREATE", **entry)

    assert data_of(event).get("credited_id") == credited


def test_an_audit_log_entry_stays_small() -> None:
    changes = [{"key": f"k{number}", "new_value": "x" * LONGEST_VALUE} for number in range(100)]

    (event,) = Recording().take("GUILD_AUDIT_LOG_ENTRY_CREATE", **an_entry(140), changes=changes)

    assert data_of(event)["changes"] == [{"key": f"k{number}"} for number in range(MOST_CHANGES)]


def test_automod_says_which_rule_did_what_about_which_words() -> None:
    execution = {
        "action": {"type": 3, "metadata": {"duration_seconds": 60}},
        "rule_id": "51",
        "rule_trigger_type": 1,
        "user_id": str(ADA),
        "channel_id": str(CHANNEL),
        "content": "a bad word",
        "matched_keyword": "bad*",
        "matched_content": "bad",
    }
    recording = Recording()

    (blocked,) = recording.take("AUTO_MODERATION_ACTION_EXECUTION", **execution)
    (other,) = recording.take("AUTO_MODERATION_ACTION_EXECUTION", **{**execution, "content": "another bad word"})
    (flagged,) = recording.take("AUTO_MODERATION_ACTION_EXECUTION", **execution, alert_system_message_id="61")

    data = data_of(blocked)
    assert (data["seconds"], data["content"], data["matched_content"], blocked.user_id) == (
        60,
        "a bad word",
        "bad",
        ADA,
    )
    assert blocked.id != other.id
    assert flagged.id == "automod_execution:51:3:61"

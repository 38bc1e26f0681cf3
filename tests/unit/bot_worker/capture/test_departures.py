"""A kick is told from a leave, and a ban has its moderator, whichever comes first: the event or its audit log entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot_worker.capture.audit_trail import Deed
from shared.kernel.events import Event
from tests.unit.bot_worker.capture.scenes import ADA, BEN, Recording, RememberingGuild, a_user, an_entry, data_of

REMOVE, BAN, UNBAN, ENTRY = "GUILD_MEMBER_REMOVE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"


def kinds(events: list[Event]) -> list[str]:
    return [str(event.type) for event in events]


def test_that_a_member_is_gone_does_not_wait_for_the_audit_log() -> None:
    recording = Recording()

    told = recording.take(REMOVE, user=a_user())

    assert kinds(told) == ["member_gone"]
    assert data_of(told[0]) == {"user_id": str(ADA)}


def test_a_member_without_an_entry_left() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())

    assert recording.wait(999) == []
    (removal,) = recording.wait(1)

    assert (removal.type, data_of(removal)["cause"], removal.timestamp) == (
        "member_remove",
        "left",
        recording.now - 1000,
    )


@pytest.mark.parametrize("entry_first", [True, False])
def test_a_kick_is_told_by_its_entry_whichever_comes_first(entry_first: bool) -> None:
    recording = Recording()
    dispatches = [(REMOVE, {"user": a_user()}), (ENTRY, an_entry(Deed.KICK, reason="spam"))]

    for name, payload in reversed(dispatches) if entry_first else dispatches:
        recording.take(name, **payload)
        recording.wait(100)

    (removal,) = [event for event in recording.events if event.type == "member_remove"]
    assert data_of(removal)["cause"] == "kicked"
    assert (data_of(removal)["kicked_by"], data_of(removal)["reason"]) == (str(BEN), "spam")
    assert kinds(recording.events).count("audit_log_entry") == 1
    assert recording.wait(5_000) == []


@pytest.mark.parametrize(("name", "deed", "kind"), [(BAN, Deed.BAN, "member_ban"), (UNBAN, Deed.UNBAN, "member_unban")])
@pytest.mark.parametrize("entry_first", [True, False])
def test_a_ban_and_its_end_have_their_moderator_and_reason(name: str, deed: Deed, kind: str, entry_first: bool) -> None:
    recording = Recording()
    dispatches = [(name, {"user": a_user()}), (ENTRY, an_entry(deed, reason="raid"))]

    for each, payload in reversed(dispatches) if entry_first else dispatches:
        recording.take(each, **payload)

    (told,) = [event for event in recording.events if event.type == kind]
    assert (data_of(told)["moderator_id"], data_of(told)["reason"]) == (str(BEN), "raid")


@pytest.mark.parametrize("ban_first", [True, False])
def test_who_is_banned_did_not_leave(ban_first: bool) -> None:
    recording = Recording()

    for name in (BAN, REMOVE) if ban_first else (REMOVE, BAN):
        recording.take(name, user=a_user())
    recording.take(ENTRY, **an_entry(Deed.BAN, reason="raid"))

    (removal,) = [event for event in recording.events if event.type == "member_remove"]
    (ban,) = [event for event in recording.events if event.type == "member_ban"]
    assert (data_of(removal)["cause"], data_of(ban)["moderator_id"]) == ("banned", str(BEN))
    assert kinds(recording.events).count("member_gone") == 1


def test_an_entry_that_comes_too_late_is_an_event_of_its_own() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())
    recording.wait(1_000)

    told = recording.take(ENTRY, **an_entry(Deed.KICK, reason="late"))

    assert kinds(told) == ["audit_log_entry"]
    assert data_of(told[0])["reason"] == "late"


def test_an_old_entry_does_not_explain_a_later_leave() -> None:
    recording = Recording()
    recording.take(ENTRY, **an_entry(Deed.KICK))
    recording.wait(10_000)

    recording.take(REMOVE, user=a_user())
    (removal,) = recording.wait(1_000)

    assert data_of(removal)["cause"] == "left"


def test_somebody_elses_kick_explains_nothing() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())
    recording.take(ENTRY, **an_entry(Deed.KICK, target=77))

    (removal,) = recording.wait(1_000)

    assert data_of(removal)["cause"] == "left"


def test_a_bot_that_may_not_read_the_audit_log_does_not_wait_and_does_not_guess() -> None:
    recording = Recording(RememberingGuild(reads_audit_log=False))

    (removal,) = recording.take(REMOVE, user=a_user())
    (ban,) = recording.take(BAN, user=a_user())

    assert (removal.type, "cause" in data_of(removal)) == ("member_remove", False)
    assert (ban.type, "moderator_id" in data_of(ban)) == ("member_ban", False)


def test_the_bot_does_not_know_why_it_has_to_go() -> None:
    (removal,) = Recording().take(REMOVE, user=a_user(9))

    assert (removal.type, "cause" in data_of(removal)) == ("member_remove", False)


def test_in_a_prune_nobody_is_said_to_have_left() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())
    recording.take(ENTRY, **an_entry(Deed.PRUNE))

    (removal,) = recording.wait(1_000)

    assert "cause" not in data_of(removal)


def test_who_comes_back_has_gone_before() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())

    told = recording.take("GUILD_MEMBER_ADD", user=a_user(), roles=[], joined_at="2026-11-23T12:00:00+00:00")

    assert kinds(told) == ["member_remove", "member_join"]
    assert recording.wait(5_000) == []


def test_what_waits_is_told_when_the_bot_stops() -> None:
    recording = Recording()
    recording.take(REMOVE, user=a_user())

    recording.recorder.flush()

    assert kinds(recording.events) == ["member_gone", "member_remove"]
    assert recording.wait(5_000) == []


def test_a_removal_that_is_told_twice_is_one_and_two_removals_are_two() -> None:
    recording = Recording()

    recording.take(REMOVE, user=a_user())
    assert recording.take(REMOVE, user=a_user()) == []
    recording.take("GUILD_MEMBER_ADD", user=a_user(), roles=[], joined_at="2026-11-23T12:00:00+00:00")
    recording.take(REMOVE, user=a_user())
    recording.wait(1_000)

    removals = [event.id for event in recording.events if event.type == "member_remove"]
    assert len(set(removals)) == len(removals) == 2


@given(
    st.permutations([(REMOVE, {"user": a_user()}), (BAN, {"user": a_user()}), (ENTRY, an_entry(Deed.BAN))]),
    st.lists(st.integers(0, 1_500), min_size=3, max_size=3),
)
def test_in_any_order_each_happening_is_told_exactly_once_under_its_own_moment(
    dispatches: list[tuple[str, dict[str, object]]], pauses: list[int]
) -> None:
    recording = Recording()
    happened = {}

    for (name, payload), pause in zip(dispatches, pauses, strict=True):
        happened[name] = recording.now
        recording.take(name, **payload)
        recording.wait(pause)
    recording.wait(2_000)

    told = kinds(recording.events)
    assert (told.count("member_remove"), told.count("member_ban"), told.count("audit_log_entry")) == (1, 1, 1)
    assert len({event.id for event in recording.events}) == len(recording.events)
    moments = {str(event.type): event.timestamp for event in recording.events}
    assert (moments["member_remove"], moments["member_ban"]) == (happened[REMOVE], happened[BAN])

"""Every moment that nobody listened is either read or part of a gap."""

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.backfill.model import AUDIT_LOG, Absence, ChannelFacts, Cursor, GuildFacts, Read
from bot_worker.backfill.rules import (
    CLOCK_TOLERANCE_MS,
    EVERYTHING,
    LOGGED,
    LONGEST_MS,
    MESSAGES,
    NOBODY_TELLS,
    PAGE,
    absence_of,
    gap_of,
    kinds_of,
    plan,
    rest_of,
    since_joined,
)
from shared.kernel.events import EventType

GUILD = 7
DISCORD_EPOCH_MS = 1_420_070_400_000
START = 1_700_000_000_000
MINUTE = 60_000


def an_id(milliseconds: int) -> int:
    return (milliseconds - DISCORD_EPOCH_MS) << 22


def an_absence(first_at: int = START, last_at: int = START + MINUTE, cursor: Cursor | None = None) -> Absence:
    absence = absence_of(GUILD, first_at, last_at, cursor or Cursor(guild_id=GUILD))
    assert absence is not None
    return absence


def facts(*channels: ChannelFacts, joined_at: int = 0, may_read_audit_log: bool = True) -> GuildFacts:
    return GuildFacts(joined_at=joined_at, may_read_audit_log=may_read_audit_log, channels=list(channels))


def a_channel(last_message_at: int, *, readable: bool = True, number: int = 50) -> ChannelFacts:
    return ChannelFacts(id=number, last_message_id=an_id(last_message_at), readable=readable)


def test_a_channel_with_newer_messages_is_read_up_to_the_last_that_the_session_told() -> None:
    made = plan(an_absence(), facts(a_channel(START + 10)))

    audit, channel = made.reads
    assert audit.source == AUDIT_LOG
    assert (channel.source, channel.until) == (50, an_id(START + 10))
    assert channel.after == an_id(START - CLOCK_TOLERANCE_MS)


def test_what_nobody_tells_is_missing_and_the_rest_is_not() -> None:
    made = plan(an_absence(), facts(a_channel(START + 10)))

    assert made.missing == NOBODY_TELLS
    assert {EventType.MESSAGE_DELETE, EventType.MESSAGE_UPDATE, EventType.VOICE_STATE_UPDATE} <= made.missing
    assert not made.missing & {EventType.MESSAGE_CREATE, EventType.MEMBER_BAN, EventType.GUILD_SYNC}


def test_a_quiet_channel_costs_no_request_and_is_not_missing_though_it_may_not_be_read() -> None:
    made = plan(an_absence(), facts(a_channel(START - 2 * MINUTE, readable=False)))

    assert [read.source for read in made.reads] == [AUDIT_LOG]
    assert not made.missing & MESSAGES


def test_where_the_bot_may_not_read_is_missing() -> None:
    made = plan(an_absence(), facts(a_channel(START + 10, readable=False), may_read_audit_log=False))

    assert made.reads == []
    assert made.missing == EVERYTHING


def test_reading_goes_on_after_the_newest_message_that_is_on_disk() -> None:
    cursor = Cursor(guild_id=GUILD, message_id=an_id(START - 5_000), entry_id=an_id(START - 4_000))

    audit, channel = plan(an_absence(cursor=cursor), facts(a_channel(START + 10))).reads

    assert audit.after == cursor.entry_id
    assert an_id(START - 8_000) < channel.after < cursor.message_id, "two channels' messages may come in disorder"


def test_a_cursor_from_before_another_worker_listened_is_not_what_counts() -> None:
    cursor = Cursor(guild_id=GUILD, message_id=an_id(START - LONGEST_MS))

    assert an_absence(cursor=cursor).after_message_id == an_id(START - CLOCK_TOLERANCE_MS)


def test_a_downtime_that_is_too_long_is_read_from_its_last_days_and_all_of_it_is_a_gap() -> None:
    absence = an_absence(START, START + 2 * LONGEST_MS)

    made = plan(absence, facts(a_channel(START + 2 * LONGEST_MS - 5)))

    assert made.missing == EVERYTHING
    assert {read.after for read in made.reads} == {an_id(START + LONGEST_MS)}
    assert gap_of(absence, made.missing).first_at == START


def test_a_guild_that_the_bot_joined_meanwhile_missed_what_came_since() -> None:
    absence = since_joined(an_absence(), START + 30_000)

    assert absence is not None
    assert (absence.first_at, absence.last_at) == (START + 30_000, START + MINUTE)
    assert plan(absence, facts()).reads[0].after == an_id(START + 30_000)


def test_a_guild_that_the_bot_joined_afterwards_missed_nothing() -> None:
    assert since_joined(an_absence(), START + MINUTE) is None


def test_a_session_that_began_when_another_worker_still_listened_missed_nothing() -> None:
    assert absence_of(GUILD, START, START, Cursor(guild_id=GUILD)) is None


def test_where_the_clock_was_put_back_the_newest_message_says_when_the_absence_began() -> None:
    cursor = Cursor(guild_id=GUILD, message_id=an_id(START - MINUTE))

    absence = an_absence(START + 5, START, cursor)

    assert (absence.first_at, absence.last_at) == (START - MINUTE, START)


@given(
    written=st.lists(st.integers(0, 10 * MINUTE), max_size=400, unique=True),
    heard=st.integers(0, 9 * MINUTE),
    skew=st.integers(-CLOCK_TOLERANCE_MS // 2, CLOCK_TOLERANCE_MS // 2),
    budget=st.integers(0, 6),
    readable=st.booleans(),
    away=st.sampled_from([10 * MINUTE, LONGEST_MS + 10 * MINUTE]),
    seen_last=st.booleans(),
)
def test_every_message_is_heard_live_or_read_or_in_a_gap(
    written: list[int], heard: int, skew: int, budget: int, readable: bool, away: int, seen_last: bool
) -> None:
    ids = sorted(an_id(START + moment) for moment in written)
    live = [one for one in ids if one < an_id(START + heard)]
    newest = max(live, default=0) if seen_last else 0
    cursor = Cursor(guild_id=GUILD, message_id=newest)
    absence = an_absence(START + heard + skew, START + max(away, heard + skew + 1), cursor)

    channel = ChannelFacts(id=50, last_message_id=max(ids, default=0), readable=readable)
    made = plan(absence, facts(channel))
    read_ids, missing = _carried_out([read for read in made.reads if read.source == 50], ids, budget)
    missing |= made.missing

    lost = set(ids) - set(live) - set(read_ids)
    assert read_ids == sorted(read_ids)
    assert not lost or missing >= MESSAGES
    gap = gap_of(absence, missing)
    assert all(
        gap.first_at - abs(skew) <= START + moment <= gap.last_at for moment in written if an_id(START + moment) in lost
    )


def _carried_out(reads: list[Read], ids: list[int], budget: int) -> tuple[list[int], frozenset[str]]:
    """Read as Discord answers, until the budget is spent."""
    found: list[int] = []
    missing: frozenset[str] = frozenset()
    for read in reads:
        rest: Read | None = read
        while rest is not None:
            if budget == 0:
                missing |= kinds_of(read.source)
                break
            budget -= 1
            page = [one for one in ids if one > rest.after][:PAGE]
            found += page
            rest = rest_of(rest, page)
    return found, missing


def test_the_audit_log_is_one_source_and_each_channel_another() -> None:
    assert kinds_of(AUDIT_LOG) == LOGGED
    assert kinds_of(50) == MESSAGES

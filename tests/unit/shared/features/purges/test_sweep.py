"""A purge deletes what its filter matches, where the person and the bot may, and nothing else."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.features.cases.model import CaseKind, CaseState
from shared.features.jobs.model import Job, JobState, NewPurge
from shared.features.purges.matching import Matcher
from shared.features.purges.model import PurgeFilter
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, created_at
from tests.factories.enforcement import BOT, DANA, EVE
from tests.factories.snapshots import BOT_ROLE, MODS, a_channel, an_overwrite
from tests.factories.workshop import AUTHOR, NEWS, TALK, Workshop
from tests.fakes.clock import NOON

OPEN, CLOSED_TO_BOT, CLOSED_TO_PERSON, HIDDEN = map(Snowflake, (70, 71, 72, 73))
TEXTS = ["hello", "Buy NOW", "see https://spam.example/x", "discord.gg/raid", "", "now or never"]
FILTERS = st.builds(
    PurgeFilter,
    channel_ids=st.sampled_from([[OPEN], [OPEN, CLOSED_TO_BOT], [OPEN, CLOSED_TO_PERSON]]),
    user_ids=st.sampled_from([[], [DANA], [DANA, EVE]]),
    text=st.sampled_from([None, "now", "spam"]),
    pattern=st.sampled_from([None, "(?i)buy", r"\d", "now$"]),
    links=st.booleans(),
    attachments=st.booleans(),
    bots=st.sampled_from([None, True, False]),
    after=st.sampled_from([None, NOON - timedelta(days=20), NOON - timedelta(days=2)]),
    before=st.sampled_from([None, NOON - timedelta(days=1), NOON - timedelta(days=15)]),
    pinned=st.booleans(),
    most=st.sampled_from([1, 3, 10_000]),
)
SAID = st.tuples(
    st.sampled_from([OPEN, CLOSED_TO_BOT, CLOSED_TO_PERSON, HIDDEN]),
    st.sampled_from([DANA, EVE, BOT]),
    st.sampled_from(TEXTS),
    st.integers(min_value=1, max_value=40 * 24),  # hours ago
    st.booleans(),  # pinned
    st.booleans(),  # with a file
)
WORLDS = st.lists(SAID, max_size=30)
FILE = {"id": "1", "filename": "a.png", "size": 1, "url": "https://cdn/a.png"}


def a_world(said: list[tuple[Snowflake, Snowflake, str, int, bool, bool]]) -> Workshop:
    deny = int(Permission.MANAGE_MESSAGES)
    shop = Workshop(
        a_channel(OPEN),
        a_channel(CLOSED_TO_BOT, an_overwrite(BOT_ROLE, deny=deny)),
        a_channel(CLOSED_TO_PERSON, an_overwrite(MODS, deny=deny)),
        a_channel(HIDDEN, an_overwrite(MODS, deny=int(Permission.VIEW_CHANNEL))),
    )
    for channel, author, text, hours, pinned, with_file in said:
        files = [FILE] if with_file else []
        more = {"bot": True} if author == BOT else {}
        at = NOON - timedelta(hours=hours)
        shop.discord.say(channel, author, text, at=at, pinned=pinned, attachments=files, author=more)
    return shop


def is_meant(message: dict[str, object], wanted: PurgeFilter) -> bool:
    """What the words of the filter say, in the plainest way."""
    author: dict[str, object] = message["author"]  # type: ignore[assignment] # Discord's JSON
    content, at = str(message["content"]), created_at(int(str(message["id"])))
    has_link = "https://" in content or "discord.gg/" in content
    pattern = {None: True, "(?i)buy": "buy" in content.lower(), r"\d": any(map(str.isdigit, content))}
    return all(
        (
            not wanted.user_ids or int(str(author["id"])) in wanted.user_ids,
            wanted.text is None or wanted.text in content.lower(),
            pattern.get(wanted.pattern, content.endswith("now")),
            not wanted.links or has_link,
            not wanted.attachments or bool(message["attachments"]),
            wanted.bots is None or wanted.bots == bool(author.get("bot")),
            wanted.after is None or at >= wanted.after,
            wanted.before is None or at < wanted.before,
            wanted.pinned or not message["pinned"],
        )
    )


def purge(shop: Workshop, wanted: PurgeFilter) -> Job:
    job = shop.start(NewPurge(filter=wanted, reason="spam"))
    shop.work()
    return shop.job(job)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORLDS, FILTERS)
def test_exactly_what_is_meant_goes_and_only_where_person_and_bot_may(
    said: list[tuple[Snowflake, Snowflake, str, int, bool, bool]], wanted: PurgeFilter
) -> None:
    if wanted.after is not None and wanted.before is not None and wanted.after >= wanted.before:
        return
    shop = a_world(said)
    before = {channel: dict(messages) for channel, messages in shop.discord.messages.items()}

    job = purge(shop, wanted)

    assert job.state is JobState.DONE
    gone = [
        message
        for channel, messages in before.items()
        for message_id, message in messages.items()
        if message_id not in shop.discord.messages[channel]
    ]
    meant = [message for message in before.get(OPEN, {}).values() if is_meant(message, wanted)]
    assert all(message in meant for message in gone)
    assert len(gone) == min(len(meant), wanted.most)
    (case,) = shop.all_cases()
    assert (case.kind, case.state, case.details["deleted"]) == (CaseKind.PURGE, CaseState.DONE, len(gone))
    assert sorted(shop.archive.kept) == sorted(int(message["id"]) for message in gone)


@settings(max_examples=40, deadline=None)
@given(WORLDS, st.integers(min_value=1, max_value=12))
def test_a_purge_that_is_killed_goes_on_and_counts_each_message_once(
    said: list[tuple[Snowflake, Snowflake, str, int, bool, bool]], moment: int
) -> None:
    shop = a_world(said)
    everything = len(shop.discord.messages.get(OPEN, {}))
    wanted = PurgeFilter(channel_ids=[OPEN], pinned=True)
    job = shop.start(NewPurge(filter=wanted))
    left = moment

    def killed(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt

    shop.discord.after = killed
    try:
        shop.work()
    except KeyboardInterrupt:
        shop.discord.after = lambda _: None
        shop.clock.pass_time(seconds=60)
        shop.reopen()
        shop.work("worker-2")

    assert shop.job(job).state is JobState.DONE
    assert shop.discord.messages.get(OPEN, {}) == {}
    (case,) = shop.all_cases()
    assert case.details["deleted"] == everything


def test_young_messages_go_a_hundred_at_a_time_and_old_ones_one_by_one_after_them() -> None:
    shop = Workshop()
    for channel in (TALK, NEWS):
        for place in range(150):
            shop.discord.say(channel, DANA, "x", at=NOON - timedelta(hours=1, minutes=place))
        for place in range(3):
            shop.discord.say(channel, DANA, "x", at=NOON - timedelta(days=20, minutes=place))

    job = purge(shop, PurgeFilter(user_ids=[DANA]))

    assert job.progress.purge is not None
    assert job.progress.purge.deleted == 306
    kinds = [each.split()[0] for each in shop.discord.did]
    assert kinds == ["bulk-delete"] * 4 + ["delete"] * 6


def test_what_was_written_after_the_purge_was_asked_for_stays() -> None:
    shop = Workshop()
    shop.discord.say(TALK, DANA, "x", at=NOON - timedelta(minutes=1))
    job = shop.start(NewPurge(filter=PurgeFilter(channel_ids=[TALK])))
    shop.clock.pass_time(minutes=5)
    later = shop.discord.say(TALK, DANA, "y", at=NOON + timedelta(minutes=1))

    shop.work()

    assert shop.job(job).state is JobState.DONE
    assert list(shop.discord.messages[TALK]) == [later]


def test_a_person_who_loses_the_channel_in_the_middle_deletes_no_more_there() -> None:
    shop = Workshop()
    for place in range(5):
        shop.discord.say(TALK, DANA, "x", at=NOON - timedelta(days=20, minutes=place))

    def after(_: str) -> None:
        if shop.discord.count_of("delete") == 2:
            shop.channels = (a_channel(TALK, an_overwrite(MODS, deny=int(Permission.MANAGE_MESSAGES))),)

    shop.discord.after = after
    job = purge(shop, PurgeFilter(channel_ids=[TALK]))

    assert job.progress.purge is not None
    assert (job.progress.purge.deleted, job.progress.purge.refused) == (2, [TALK])
    assert len(shop.discord.messages[TALK]) == 3


def test_a_purge_is_stopped_between_messages_and_its_case_says_what_went() -> None:
    shop = Workshop()
    for place in range(10):
        shop.discord.say(TALK, DANA, "x", at=NOON - timedelta(days=20, minutes=place))
    job = shop.start(NewPurge(filter=PurgeFilter(channel_ids=[TALK])))

    def after(_: str) -> None:
        shop.clock.pass_time(seconds=2)
        if shop.discord.count_of("delete") == 4:
            shop.jobs.cancel(AUTHOR, job.id)

    shop.discord.after = after
    shop.work()

    assert shop.job(job).state is JobState.CANCELLED
    (case,) = shop.all_cases()
    assert (case.state, case.details["cancelled"]) == (CaseState.DONE, True)
    assert case.details["deleted"] == shop.discord.count_of("delete") == 4


def test_nothing_goes_that_could_not_be_kept_first() -> None:
    shop = Workshop()
    shop.discord.say(TALK, DANA, "x", at=NOON - timedelta(hours=1))

    def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    shop.archive.keep_messages = refuse  # type: ignore[method-assign] # a store that is away
    job = purge(shop, PurgeFilter(channel_ids=[TALK]))

    assert (job.state, job.code) == (JobState.FAILED, "store_unavailable")
    assert len(shop.discord.messages[TALK]) == 1
    assert [case.state for case in shop.all_cases()] == [CaseState.FAILED]


def test_a_preview_counts_what_would_go_and_says_where_nobody_may() -> None:
    shop = a_world([(OPEN, DANA, "now", 5, False, False), (OPEN, DANA, "now", 24 * 20, False, False)])

    preview = shop.jobs.preview(AUTHOR, NewPurge(filter=PurgeFilter(text="NOW"))).purge

    assert preview is not None
    assert (preview.fast, preview.slow, preview.is_complete) == (1, 1, True)
    assert preview.newest_at == datetime.fromisoformat(str(NOON - timedelta(hours=5)))
    assert {each.channel_id for each in preview.channels} == {OPEN, CLOSED_TO_BOT, CLOSED_TO_PERSON}
    assert Counter(each.refusal is None for each in preview.channels) == {True: 1, False: 2}
    assert [each.content for each in preview.samples] == ["now", "now"]


def test_a_preview_with_a_pattern_that_takes_its_time_ends_before_who_asked_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = a_world([(OPEN, DANA, "now", 5 + place, False, False) for place in range(30)])

    def matches(*_: object) -> bool:
        shop.clock.pass_time(seconds=1)
        return True

    monkeypatch.setattr(Matcher, "matches", matches)
    preview = shop.jobs.preview(AUTHOR, NewPurge(filter=PurgeFilter(channel_ids=[OPEN], pattern="(?:a?){1000}b"))).purge

    assert preview is not None
    assert (preview.scanned, preview.fast, preview.is_complete) == (10, 10, False)

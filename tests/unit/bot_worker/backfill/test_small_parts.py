"""Until when a shard was heard, the newest ids, and the budget."""

from bot_worker.backfill.hearing import Hearing
from bot_worker.backfill.model import Cursor
from bot_worker.backfill.newest import NewestIds, newer
from bot_worker.backfill.pace import Pace
from tests.factories.events import a_message

GUILD = 5 << 22  # of shard 5 % 2 = 1, and of 5 % 4 = 1


def test_a_guild_was_heard_when_its_shard_was_whatever_the_number_of_shards() -> None:
    hearing = Hearing([(2, 1, 100), (2, 0, 900), (4, 1, 50)])

    assert hearing.of_guild(GUILD) == 100
    hearing.note((4, 1), 200)
    assert hearing.of_guild(GUILD) == 200


def test_a_worker_that_never_heard_a_shard_says_so() -> None:
    assert Hearing().of_guild(GUILD) is None
    assert Hearing([(2, 0, 900)]).of_guild(GUILD) is None


def test_a_shard_is_heard_as_long_as_frames_come_in() -> None:
    hearing, frames = Hearing(), [10]
    hearing.follow((1, 0), lambda: frames[-1])
    frames.append(70)

    assert hearing.at((1, 0)) == 70
    assert hearing.snapshot() == [(1, 0, 70)]


def test_another_connection_takes_over_only_when_it_is_followed() -> None:
    hearing = Hearing()
    hearing.follow((1, 0), lambda: 10)
    hearing.follow((1, 0), lambda: 99)

    assert hearing.at((1, 0)) == 99


def test_of_each_guild_the_newest_ids_are_noted_once() -> None:
    newest = NewestIds()
    for number in (7, 8):
        newest.note(a_message(message_id=number, guild_id=GUILD))

    assert newest.take() == [Cursor(guild_id=GUILD, message_id=8)]
    assert newest.take() == []


def test_cursors_only_rise() -> None:
    one, other = Cursor(guild_id=1, message_id=5, entry_id=9), Cursor(guild_id=1, message_id=7, entry_id=3)

    assert newer(one, other) == Cursor(guild_id=1, message_id=7, entry_id=9)


def test_requests_keep_their_distance_and_the_budget_ends() -> None:
    now = [100.0]
    pace = Pace(lambda: now[0], per_second=2.0, in_all=3)

    assert [pace.spend() for _ in range(3)] == [0.0, 0.5, 1.0]
    assert pace.is_exhausted
    now[0] = 200.0
    pace.refill()
    assert (pace.is_exhausted, pace.spend()) == (False, 0.0)

"""Trouble on a shard's connection is answered ever more slowly."""

from bot_worker.troubles import QUIET_SECONDS, ShardTroubles


def test_sessions_taken_away_again_and_again_never_use_up_the_identifies_of_a_day() -> None:
    troubles = ShardTroubles(random=lambda: 0.5)
    now, identifies = 0.0, 0

    while now < 24 * 3600:
        now += troubles.invalidated(now) + 1
        identifies += 1

    assert identifies < 300


def test_after_a_quiet_time_the_pause_is_short_again() -> None:
    troubles = ShardTroubles(random=lambda: 1.0)
    pauses = [troubles.invalidated(now) for now in (0.0, 10.0, 30.0)]

    again = troubles.invalidated(30.0 + QUIET_SECONDS + 1)

    assert (pauses, again) == ([5.0, 10.0, 20.0], 5.0)


def test_a_payload_that_stays_unreadable_after_resumes_costs_the_session() -> None:
    troubles = ShardTroubles(random=lambda: 1.0)

    assert [troubles.malformed(float(now)) for now in range(5)] == [True, True, True, False, False]
    assert troubles.malformed(4 + QUIET_SECONDS + 1)

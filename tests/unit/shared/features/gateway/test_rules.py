"""Which connection speaks for which guild."""

from datetime import timedelta

from shared.features.gateway.rules import alive, ticket_key, with_shard_of
from tests.factories.gateway import a_bot
from tests.fakes.clock import NOON


def test_a_bot_that_was_silent_for_ten_minutes_is_not_alive() -> None:
    silent, heard = a_bot(seen_at=NOON - timedelta(minutes=10)), a_bot(seen_at=NOON - timedelta(minutes=9))

    assert alive([silent, heard], NOON) == [heard]


def test_in_a_hand_over_the_newer_connection_comes_first() -> None:
    older, newer = a_bot(connected_at=NOON - timedelta(minutes=5)), a_bot(connected_at=NOON)

    assert alive([older, newer], NOON) == [newer, older]


def test_a_guild_belongs_to_the_worker_with_its_shard() -> None:
    workers = [a_bot(shard_ids=(0, 1), shard_count=4), a_bot(shard_ids=(2, 3), shard_count=4)]

    assert with_shard_of(3 << 22, workers) == [workers[1]]


def test_the_store_does_not_learn_the_ticket() -> None:
    assert "secret" not in ticket_key("secret")
    assert ticket_key("secret") != ticket_key("secret2")

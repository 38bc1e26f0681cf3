"""Content is sealed with its guild's own key, which can be erased."""

import itertools

import pytest

from shared.adapters.encryption import Encryption
from shared.features.messages.service import ContentVault
from shared.kernel.errors import SealBrokenError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.messages import FakeGuildKeys

ONE, OTHER = Snowflake(1), Snowflake(2)
CONTENTS = {"message_create:1": "hello", "message_create:2": "مرحبا"}


class Messages:
    def __init__(self, keys: FakeGuildKeys | None = None, master: bytes = b"m" * 32) -> None:
        self.keys = keys or FakeGuildKeys()
        self.clock = FakeClock()
        seeds = itertools.count(1)
        self.vault = ContentVault(
            self.keys, Encryption(master), Encryption, self.clock, lambda size: bytes([next(seeds)]) * size
        )


def test_sealed_contents_are_opened_again() -> None:
    messages = Messages()

    sealed = messages.vault.seal(ONE, CONTENTS, "place")

    assert messages.vault.open(ONE, sealed, "place") == CONTENTS
    assert "hello" not in sealed


def test_another_function_opens_what_this_one_sealed() -> None:
    messages = Messages()
    sealed = messages.vault.seal(ONE, CONTENTS, "place")

    assert Messages(messages.keys).vault.open(ONE, sealed, "place") == CONTENTS


def test_each_guild_has_a_key_of_its_own_that_rests_wrapped() -> None:
    messages = Messages()

    messages.vault.seal(ONE, CONTENTS, "place")
    messages.vault.seal(OTHER, CONTENTS, "place")

    assert len(set(messages.keys.wrapped.values())) == 2


def test_contents_cannot_be_moved_to_another_place_or_guild() -> None:
    messages = Messages()
    sealed = messages.vault.seal(ONE, CONTENTS, "place")
    messages.vault.seal(OTHER, CONTENTS, "place")

    assert messages.vault.open(ONE, sealed, "elsewhere") == {}
    assert messages.vault.open(OTHER, sealed, "place") == {}


def test_erasing_the_key_erases_the_contents() -> None:
    messages = Messages()
    sealed = messages.vault.seal(ONE, CONTENTS, "place")

    messages.keys.wrapped.clear()
    messages.clock.pass_time(seconds=30)

    assert messages.vault.open(ONE, sealed, "place") == {}


def test_a_new_key_after_an_erased_one_does_not_open_the_old_contents() -> None:
    messages = Messages()
    old = messages.vault.seal(ONE, CONTENTS, "place")
    messages.keys.wrapped.clear()
    messages.clock.pass_time(seconds=30)

    new = messages.vault.seal(ONE, CONTENTS, "place")

    assert messages.vault.open(ONE, old, "place") == {}
    assert messages.vault.open(ONE, new, "place") == CONTENTS


def test_two_functions_that_make_a_guild_s_first_key_end_with_the_same() -> None:
    messages = Messages()
    winner = Messages(FakeGuildKeys())
    winner.vault.seal(ONE, CONTENTS, "place")
    messages.keys.made_meanwhile = dict(winner.keys.wrapped)

    sealed = messages.vault.seal(ONE, CONTENTS, "place")

    assert winner.vault.open(ONE, sealed, "place") == CONTENTS


def test_a_key_is_read_once_in_half_a_minute() -> None:
    messages = Messages()
    for _ in range(3):
        messages.vault.seal(ONE, CONTENTS, "place")
    messages.clock.pass_time(seconds=31)
    messages.vault.seal(ONE, CONTENTS, "place")

    assert messages.keys.reads == 2


def test_with_another_master_key_nothing_is_taken_for_erased() -> None:
    messages = Messages()
    sealed = messages.vault.seal(ONE, CONTENTS, "place")

    with pytest.raises(SealBrokenError):
        Messages(messages.keys, master=b"n" * 32).vault.open(ONE, sealed, "place")

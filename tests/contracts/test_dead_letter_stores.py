"""Dead letters keep the same promises in DynamoDB and in memory."""

import os
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.events.letter_table import DeadLetterTable
from shared.features.events.letters import letter_id
from shared.features.events.model import DeadLetter, SealedLetter
from shared.features.events.ports import DeadLetterStore
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import BOT, NOON_MS, a_batch_id
from tests.fakes.clock import NOON
from tests.fakes.events import FakeDeadLetters


@pytest.fixture(params=["fake", "dynamodb"])
def letters(request: pytest.FixtureRequest) -> DeadLetterStore:
    if request.param == "fake":
        return FakeDeadLetters()
    aws: AwsConfig = request.getfixturevalue("aws")
    return DeadLetterTable(dynamodb_client(aws), aws)


def a_guild_of_its_own() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def a_letter(guild_id: Snowflake, *, hours: int = 0, index: int = 0) -> SealedLetter:
    batch_id = a_batch_id(NOON_MS + hours * 3_600_000, int.from_bytes(os.urandom(10)))
    letter = DeadLetter(
        id=letter_id(batch_id, index),
        guild_id=guild_id,
        bot_id=BOT,
        reason="data is of another guild",
        claimed_id="x:1",
        claimed_type=None,
        size_bytes=7,
        received_at=NOON + timedelta(hours=hours),
    )
    return SealedLetter(letter=letter, sealed="sealed")


def test_a_letter_is_what_it_was_stored_as(letters: DeadLetterStore) -> None:
    sealed = a_letter(a_guild_of_its_own())

    letters.put_all([sealed])

    assert letters.load(sealed.letter.id) == sealed


def test_a_letter_that_comes_again_is_one(letters: DeadLetterStore) -> None:
    guild_id = a_guild_of_its_own()
    sealed = a_letter(guild_id)

    letters.put_all([sealed])
    letters.put_all([replace(sealed, sealed="sealed otherwise")])

    assert letters.of_guild(guild_id, None, 10) == [sealed.letter]


def test_a_guild_s_letters_come_newest_first_and_page_by_page(letters: DeadLetterStore) -> None:
    guild_id = a_guild_of_its_own()
    stored = [a_letter(guild_id, hours=hours, index=index) for hours in (0, 30, 60) for index in range(2)]
    letters.put_all([*stored, a_letter(a_guild_of_its_own())])

    first = letters.of_guild(guild_id, None, 4)
    second = letters.of_guild(guild_id, first[-1].id, 4)

    ids = sorted((sealed.letter.id for sealed in stored), reverse=True)
    assert [letter.id for letter in (*first, *second)] == ids
    assert (len(first), len(second)) == (4, 2)


def test_a_new_reason_takes_the_old_one_s_place(letters: DeadLetterStore) -> None:
    sealed = a_letter(a_guild_of_its_own())
    letters.put_all([sealed])

    letters.set_reason(sealed.letter.id, "another")

    assert letters.load(sealed.letter.id) == replace(sealed, letter=replace(sealed.letter, reason="another"))


def test_what_was_removed_does_not_come_back_with_a_reason(letters: DeadLetterStore) -> None:
    sealed = a_letter(a_guild_of_its_own())
    letters.put_all([sealed])

    letters.remove(sealed.letter.id)
    letters.set_reason(sealed.letter.id, "another")

    assert letters.load(sealed.letter.id) is None


def test_all_letters_are_found_once(letters: DeadLetterStore) -> None:
    guild_id = a_guild_of_its_own()
    stored = [a_letter(guild_id) for _ in range(5)]
    letters.put_all(stored)

    found: list[SealedLetter] = []
    position: str | None = None
    while True:
        some, position = letters.scan(position)
        found += [sealed for sealed in some if sealed.letter.guild_id == guild_id]
        if position is None:
            break

    assert sorted(sealed.letter.id for sealed in found) == sorted(sealed.letter.id for sealed in stored)

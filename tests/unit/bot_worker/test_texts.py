"""Texts that UTF-8 cannot carry."""

import pytest

from bot_worker.texts import sound


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("Zoë 🎉 שלום", "Zoë 🎉 שלום"), ("a\ud83db", "a?b"), ("\udfff", "?")]
)
def test_halves_of_surrogate_pairs_become_question_marks(text: str, expected: str) -> None:
    assert sound(text) == expected

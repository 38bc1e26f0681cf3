"""Durations as people write them, in English and in French."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot_worker.slash.durations import parsed, said, short, suggested
from bot_worker.slash.language import Language, language_of

HOUR, DAY = 3_600, 86_400
ENGLISH, FRENCH = Language.ENGLISH, Language.FRENCH


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2h", 2 * HOUR),
        ("7d", 7 * DAY),
        ("1d12h", 36 * HOUR),
        ("1j12h", 36 * HOUR),
        (" 90 min ", 90 * 60),
        ("1 day and 2 hours", 26 * HOUR),
        ("2 semaines, 1 jour et 3 heures", 15 * DAY + 3 * HOUR),
        ("1W", 7 * DAY),
        ("3 mois", 90 * DAY),
        ("1y", 365 * DAY),
        ("45s", 45),
    ],
)
def test_a_duration_is_understood(text: str, seconds: int) -> None:
    assert parsed(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "0h", "2", "h", "2x", "-2h", "2h!", "soon", "2h3", "١h", "9" * 40 + "h"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parsed(text) is None


@given(st.integers(min_value=60, max_value=5 * 366 * DAY))
def test_what_is_written_short_is_read_again(seconds: int) -> None:
    minutes = seconds - seconds % 60

    assert parsed(short(minutes)) == minutes


@given(st.text(max_size=60))
def test_nothing_that_somebody_types_is_too_much(text: str) -> None:
    assert parsed(text) is None or short(parsed(text) or 0) is not None
    assert all(name and value for name, value in suggested(text, ENGLISH, longest=28 * DAY))


def test_a_duration_is_said_in_its_two_largest_units() -> None:
    assert said(DAY + 12 * HOUR + 60, ENGLISH) == "1 day 12 hours"
    assert said(2 * 7 * DAY, FRENCH) == "2 semaines"
    assert said(1, FRENCH) == "1 seconde"


def test_a_bare_number_is_offered_in_every_unit_that_is_short_enough() -> None:
    offered = suggested("30", ENGLISH, longest=28 * DAY)

    assert offered == [("30 minutes", "30m"), ("1 day 6 hours", "1d6h")]


def test_a_guilds_own_durations_are_offered_first() -> None:
    assert suggested("", FRENCH, longest=28 * DAY, first=(2 * DAY,))[0] == ("2 jours", "2d")


def test_every_locale_has_a_language() -> None:
    assert [language_of(each) for each in ("fr", "en-US", "pt-BR", "")] == [FRENCH, ENGLISH, ENGLISH, ENGLISH]

"""What the audit log shows fits into Discord's header, whatever somebody wrote."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.effects.reasons import MAX_ENCODED, fitting


def test_a_short_reason_stays_as_it_is() -> None:
    assert fitting("Spam, third time") == "Spam, third time"


def test_no_reason_is_none() -> None:
    assert fitting(" \n ") is None


def test_lines_become_one() -> None:
    assert fitting("first\r\nsecond: x") == "first second: x"


def test_a_long_reason_is_cut_by_its_encoded_length_and_says_so() -> None:
    cut = fitting("ж" * 512)

    assert cut is not None
    assert cut.endswith("…")
    assert MAX_ENCODED - 6 < len(quote(cut, safe="/ ")) <= MAX_ENCODED


@given(st.text(max_size=600))
def test_every_reason_fits_and_only_loses_its_end(reason: str) -> None:
    fit = fitting(reason)

    assert fit is None or 0 < len(quote(fit, safe="/ ")) <= MAX_ENCODED
    assert (
        fit is None
        or "".join(reason.split()).startswith("".join(fit.removesuffix("…").split()))
        or not _is_text(reason)
    )


def _is_text(reason: str) -> bool:
    return all(not 0xD800 <= ord(letter) <= 0xDFFF for letter in reason)

"""What the audit log is told fits, and says who acted."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord.reasons import LONGEST, audit_log_reason


def test_the_actor_comes_before_the_reason() -> None:
    assert unquote(audit_log_reason("ada (7)", "spam")) == "ada (7): spam"


def test_without_a_reason_the_actor_alone_is_named() -> None:
    assert audit_log_reason("ada", "  ") == "ada"


@given(actor=st.text(min_size=1, max_size=40), reason=st.text(max_size=700))
def test_every_reason_fits_and_is_cut_between_characters(actor: str, reason: str) -> None:
    value = audit_log_reason(actor, reason)

    assert len(value) <= LONGEST
    assert value.isascii()
    assert "\n" not in value
    unquote(value, errors="strict")


def test_a_long_reason_ends_with_an_ellipsis() -> None:
    assert unquote(audit_log_reason("ada", "ü" * 400)).endswith("ü…")

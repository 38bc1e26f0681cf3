"""Who was behind what a bot did is read from its reason; what merely looks like it is nobody's."""

import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord.reasons import audit_log_reason
from shared.kernel.attribution import Attribution, read_credit, read_stamp, stamp
from shared.kernel.snowflakes import Snowflake

ADA = Snowflake(80351110224678912)
BOB = Snowflake(80351110224678999)


@given(
    name=st.from_regex(r"[a-z0-9._]{2,32}", fullmatch=True),
    user_id=st.integers(10**16, 2**63 - 1),
    case=st.none() | st.integers(1, 10**9),
    reason=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=60),
)
def test_our_own_stamp_is_read_as_it_was_written(name: str, user_id: int, case: int | None, reason: str) -> None:
    written = unquote(audit_log_reason(stamp(name, user_id, case), reason))

    found = read_stamp(written)

    assert found is not None
    assert (found.name, found.user_id, found.case) == (name, user_id, case)
    assert found.reason == (" ".join(reason.split()) or None) or written.endswith("…")


@pytest.mark.parametrize(
    "written",
    [
        f"ada ({ADA}): spam",
        f"ada#0001 (ID: {ADA}): spam",
        f"Action requested by ada (ID {ADA}). Reason: spam",
        f"Action done by ada (ID: {ADA}): spam",
        f"Banned by ada ({ADA}): spam",
        f"Banned by ada ({ADA}) for spam",
        f"Responsible User: ada [{ADA}], Reason: spam",
        f"[Mod: ada ({ADA})] spam",
        f"Moderator: ada ({ADA}) | Reason: spam",
        f"spam | Moderator: ada ({ADA})",
        f"spam - responsible moderator: ada ({ADA})",
        f"[ada | {ADA}]: spam",
        f"Action issued by <@{ADA}>: spam",
        f"spam (by: <@!{ADA}>)",
    ],
)
def test_the_usual_forms_of_other_bots_name_the_person_and_their_reason(written: str) -> None:
    found = read_credit(written)

    assert found is not None, written
    assert (found.user_id, found.reason) == (ADA, "spam")
    assert found.name in ("ada", "ada#0001", "")


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "spam",
        "raid of 80351110224678912 and friends",
        f"alt of somebody ({ADA}) who was here before",
        f"scammed {ADA}",
        f"scammed [{ADA}]",
        "kicked by accident",
        "see case 17: the same again",
        "Automod: caps",
        "banned by vote",
        f"ada ({10**19 * 9}): too large to be an id",
    ],
)
def test_a_reason_that_names_nobody_is_nobodys(written: str | None) -> None:
    assert read_credit(written) is None
    assert read_stamp(written) is None


@pytest.mark.parametrize(
    "written",
    [
        f"bob ({BOB}): spam by: ada ({ADA})",
        f"Moderator: ada ({ADA}) | by: bob ({BOB})",
        f"Action requested by bob (ID {BOB}). Reason: spam, Moderator: ada ({ADA})",
        f"[bob ({BOB})] Moderator: ada ({ADA})",
        f"ada ({ADA}): spam [Mod: bob ({BOB})]",
    ],
)
def test_a_bots_reason_that_names_two_people_is_nobodys(written: str) -> None:
    """Who may give the bot a reason may write somebody else's name into it."""
    assert read_credit(written) is None


@pytest.mark.parametrize("written", [f"ada ({ADA}), case 17: spam", f"ada ({ADA}), case 17"])
def test_our_stamp_in_another_bots_reason_is_no_credit(written: str) -> None:
    assert read_credit(written) is None


@pytest.mark.parametrize("name", [f"a ({ADA}): ", f"a ({ADA}), case 3", f"({ADA})", "", " ", "x" * 80, "(((", "a\nb"])
def test_a_name_is_never_read_as_somebody_else_or_another_case(name: str) -> None:
    found = read_stamp(unquote(audit_log_reason(stamp(name, BOB, 17), "spam")))

    assert found is not None
    assert (found.user_id, found.case, found.reason) == (BOB, 17, "spam")


def test_a_case_that_is_only_spoken_of_is_no_stamp() -> None:
    assert read_stamp(f"ada ({ADA}): see case 17: again") == Attribution(
        user_id=ADA, name="ada", reason="see case 17: again"
    )


@given(st.text(max_size=512))
def test_whatever_somebody_writes_is_read_without_harm(written: str) -> None:
    read_credit(written)
    read_stamp(written)


@pytest.mark.parametrize("piece", ["by ", "a (", "[", " | ", "mod: ", "0" * 20, "- ", "Reason: "])
def test_a_hostile_reason_takes_no_time(piece: str) -> None:
    written = (piece * 512)[:512]

    started = time.process_time()
    read_credit(written)

    assert time.process_time() - started < 0.1


def test_what_a_job_did_to_many_is_known_by_the_job() -> None:
    job_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"

    found = read_stamp(f"{stamp('ada', ADA, job_id=job_id)}: raid, case 12")

    assert found is not None
    assert (found.user_id, found.case, found.job_id, found.reason) == (ADA, None, job_id, "raid, case 12")

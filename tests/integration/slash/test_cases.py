"""Cases by command, and what is offered while somebody types."""

from shared.features.cases.model import CaseKind
from shared.features.enforcement.settings import FEATURE, EnforcementSettings, Step, StepKind, Template
from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Hall

SPAM = Template(name="Spam", kind=CaseKind.WARN, reason="Advertising without being asked")
SOON = Template(name="Soon", kind=CaseKind.TIMEOUT, reason="Calm down", seconds=7200)


def chosen(hall: Hall, settings: EnforcementSettings) -> None:
    version = hall.settings.read(hall.id, FEATURE, EnforcementSettings).version
    hall.settings.change(hall.id, FEATURE, settings, version)


def test_a_case_is_shown_edited_and_put_into_the_bin(hall: Hall, dana: Snowflake) -> None:
    made = hall.case(hall.uses("note", user=dana, text="first thought"))

    edited = hall.uses("case edit", number=made.number, reason="second thought", by=hall.bruno)
    shown = hall.uses("case view", number=made.number, by=hall.bruno)
    deleted = hall.uses("case delete", number=made.number)

    assert f"[Case {made.number}]" in edited.text
    assert "Reason: second thought" in shown.text
    assert "About: <@" in shown.text
    assert "est à la corbeille" in deleted.text
    now = hall.case(deleted)
    assert (now.reason, now.deleted_at is None) == ("second thought", False)


def test_a_history_lists_the_latest_first(hall: Hall, dana: Snowflake) -> None:
    first, second = (hall.case(hall.uses("note", user=dana, text=text)).number for text in ("one", "two"))

    listed = hall.uses("history", user=dana, by=hall.bruno).text

    assert listed.index(f"[Case {second}]") < listed.index(f"[Case {first}]")


def test_reasons_durations_and_numbers_are_offered(hall: Hall, dana: Snowflake) -> None:
    chosen(hall, EnforcementSettings(templates=[SPAM, SOON]))
    number = hall.case(hall.uses("note", user=dana, text="for the list")).number

    assert hall.types("warn", "reason", user=dana, reason="ad") == ["ad", "» Spam"]
    assert hall.types("timeout", "duration", user=dana, duration="")[:2] == ["2h", "5m"]
    assert hall.types("timeout", "duration", user=dana, duration="90") == ["1h30m", "3d18h"]
    assert number in hall.types("case view", "number", number="")
    assert hall.types("warn", "reason", hall.bruno, user=dana, reason="ad") == ["ad", "» Spam"]


def test_a_chosen_template_gives_its_reason(hall: Hall, dana: Snowflake) -> None:
    chosen(hall, EnforcementSettings(templates=[SPAM, SOON]))

    answer = hall.uses("warn", user=dana, reason="» Spam")

    assert hall.case(answer).reason == SPAM.reason


def test_the_ladders_act_is_told_with_the_warn_that_led_to_it(hall: Hall, newcomer: Snowflake) -> None:
    step = Step(warns=2, within_days=1, kind=StepKind.TIMEOUT, seconds=3600)
    chosen(hall, EnforcementSettings(ladder=[step]))

    first = hall.uses("warn", user=newcomer, reason="once", by=hall.bruno)
    second = hall.uses("warn", user=newcomer, reason="again", by=hall.bruno)

    assert "ladder" not in first.text
    assert "The warn ladder did the rest (timeout): [Case" in second.text
    assert hall.member(newcomer)["communication_disabled_until"] is not None


def test_people_are_told_unless_they_have_closed_their_direct_messages(hall: Hall, dana: Snowflake) -> None:
    chosen(hall, EnforcementSettings())

    told = hall.uses("warn", user=dana, reason="be kind", notify=True, by=hall.bruno)
    hall.discord.control("PATCH", f"/users/{dana}", closed_dms=True)
    untold = hall.uses("warn", user=dana, reason="be kind", notify=True, by=hall.bruno)
    hall.discord.control("PATCH", f"/users/{dana}", closed_dms=False)

    assert "They were told by direct message." in told.text
    assert "be kind" in hall.discord.control("GET", f"/users/{dana}/messages")[-1]["content"]
    assert "They could not be told" in untold.text


def test_a_case_about_oneself_stays_as_it_is(hall: Hall) -> None:
    made = hall.case(hall.uses("note", user=hall.bruno, text="careless with bans"))

    edited = hall.uses("case edit", number=made.number, reason="careful with bans", by=hall.bruno)
    deleted = hall.uses("case delete", number=made.number, by=hall.bruno)

    assert {edited.text, deleted.text} == {"You cannot do this to yourself."}
    assert hall.cases.case(hall.id, made.number) == made

"""Each act by command, as a moderator does it: what happens at Discord, what is shown, and the case that it leaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shared.features.cases.model import CaseKind, CaseSource, CaseState, Named
from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Answer, Hall

EPHEMERAL = 64


def test_a_warn_is_a_case_and_the_next_one_has_the_next_number(hall: Hall, dana: Snowflake) -> None:
    first = hall.uses("warn", user=dana, reason="spam")
    second = hall.uses("warn", user=dana, reason="more *spam*", by=hall.bruno)

    case = hall.case(first)
    assert (case.kind, case.source, case.state) == (CaseKind.WARN, CaseSource.COMMAND, CaseState.DONE)
    assert case.moderator == Named(user_id=Snowflake(int(hall.chidi)), name="chidi.o")
    assert hall.case(second).number == case.number + 1
    assert f"<@{dana}> (dana\\_k) a reçu un avertissement." in first.text
    assert "Raison : spam" in first.text
    assert "Reason: more \\*spam\\*" in second.text
    assert first.flags & EPHEMERAL


def test_a_note_says_nothing_to_anybody(hall: Hall, dana: Snowflake) -> None:
    before = len(hall.discord.control("GET", f"/users/{dana}/messages"))

    answer = hall.uses("note", user=dana, text="Asks a lot")

    assert hall.case(answer).number
    assert len(hall.discord.control("GET", f"/users/{dana}/messages")) == before


def test_a_timeout_begins_and_ends(hall: Hall, dana: Snowflake) -> None:
    begun = hall.uses("timeout", user=dana, duration="1d12h", reason="calm down")
    until = datetime.fromisoformat(hall.member(dana)["communication_disabled_until"])
    ended = hall.uses("untimeout", user=dana)

    assert "1 jour 12 heures" in begun.text
    assert abs(until - datetime.now(UTC) - timedelta(hours=36)) < timedelta(minutes=1)
    assert hall.member(dana)["communication_disabled_until"] is None
    assert hall.case(ended).number == hall.case(begun).number + 1


def test_a_ban_asks_first_and_is_made_once_however_often_one_presses(hall: Hall, dana: Snowflake) -> None:
    asked = hall.uses("ban", user=dana, duration="7d", delete=3600, reason="raid")
    assert (hall.is_banned(dana), len(asked.buttons)) == (False, 2)
    assert "Bannir" in asked.text

    hall.presses(asked, wait_seconds=0)
    hall.presses(asked, wait_seconds=0)
    done = hall.looks_again(asked, "banni pour")

    assert hall.is_banned(dana)
    assert (done.buttons, "1 semaine" in done.text) == ([], True)
    number = hall.case(done).number
    lifted = hall.uses("unban", user=dana)
    assert hall.case(lifted).number == number + 1
    assert not hall.is_banned(dana)


def test_what_is_cancelled_is_not_done(hall: Hall, dana: Snowflake) -> None:
    asked = hall.uses("kick", user=dana, by=hall.bruno)

    hall.presses(asked, 1, wait_seconds=0)

    assert hall.looks_again(asked, "Nothing").text == "Nothing was done."
    assert hall.member(dana) is not None


@pytest.mark.parametrize("command", ["kick", "softban"])
def test_who_is_removed_is_gone_and_may_come_back(hall: Hall, dana: Snowflake, command: str) -> None:
    answer = hall.uses(command, user=dana, confirm=True, reason="not here")

    assert hall.case(answer).number
    assert (hall.member(dana), hall.is_banned(dana)) == (None, False)


def test_a_stranger_is_banned_by_id(hall: Hall) -> None:
    elif_ = Snowflake(int(hall.discord.person("elif")))

    answer = hall.uses("ban", user=elif_, confirm=True)

    assert hall.case(answer).number
    assert hall.is_banned(elif_)
    hall.uses("unban", user=elif_)


def test_a_nickname_and_a_role_come_and_go(hall: Hall, dana: Snowflake) -> None:
    role = low_role(hall)

    named = hall.uses("nick", user=dana, nick="Dee")
    given = hall.uses("role give", user=dana, role=role, duration="2h", by=hall.bruno)
    held = hall.member(dana)
    taken = hall.uses("role take", user=dana, role=role, by=hall.bruno)
    hall.uses("nick", user=dana)

    assert (held["nick"], str(role) in held["roles"]) == ("Dee", True)
    assert f"was given <@&{role}> for 2 hours" in given.text
    assert hall.case(taken).number == hall.case(given).number + 1 == hall.case(named).number + 2
    after = hall.member(dana)
    assert (after["nick"], str(role) in after["roles"]) == (None, False)


def low_role(hall: Hall) -> Snowflake:
    """Return a role that is below everybody's who is asked about here."""
    roles = [each for each in hall.read(f"/guilds/{hall.id}/roles") if not each["managed"] and each["position"]]
    lowest = min(roles, key=lambda each: each["position"])
    return Snowflake(int(lowest["id"]))


def test_refusals_are_precise_and_in_the_language_of_whoever_asks(hall: Hall, dana: Snowflake) -> None:
    owner = Snowflake(int(hall.guild["owner_id"]))

    french = hall.uses("kick", user=owner)
    english = hall.uses("timeout", user=owner, duration="2h", by=hall.bruno)
    unclear = hall.uses("timeout", user=dana, duration="soon")
    too_long = hall.uses("timeout", user=dana, duration="40d", by=hall.bruno)

    assert french.text == "Personne ne peut faire cela au propriétaire d’un serveur."
    assert english.text == "Nobody can do this to the owner of a server."
    assert unclear.text == "Je ne comprends pas cette durée. Écris-la comme 2h, 7j ou 1j12h."
    assert too_long.text == "That is too long: at most 4 weeks."


def test_our_own_rules_hold_where_discords_let_somebody_through(hall: Hall, dana: Snowflake) -> None:
    elsewhere = Hall(hall.discord, hall.discord.guild(number=1), hall.settings, hall.cases)

    ungranted = elsewhere.uses("warn", user=dana, reason="mine")
    raw = hall.discord.control(
        "POST",
        "/interactions",
        user_id=dana,
        guild_id=str(hall.id),
        channel_id=str(hall.general),
        data={
            "id": "1",
            "name": "kick",
            "type": 1,
            "options": [
                {"name": "user", "type": 6, "value": hall.chidi},
                {"name": "confirm", "type": 5, "value": True},
            ],
        },
    )
    forged = hall.discord.control("GET", f"/interactions/{raw['id']}?wait_seconds=10")

    assert ungranted.text.startswith("Tu ne peux pas modérer ici.")
    assert forged["message"]["content"].startswith("You may not moderate here.")
    assert hall.member(int(hall.chidi)) is not None


def test_two_moderators_at_once_ban_once(hall: Hall, newcomer: Snowflake) -> None:
    def ban(by: str) -> Answer:
        return hall.uses("ban", user=newcomer, confirm=True, by=by)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(ban, (hall.chidi, hall.bruno)))

    cases = [hall.case(each) for each in answers if "/cases/" in each.text]
    entries = hall.read(f"/guilds/{hall.id}/audit-logs?action_type=22&limit=5")["audit_log_entries"]
    assert [case.state for case in cases] == [CaseState.DONE]
    assert len([each for each in entries if each["target_id"] == str(newcomer)]) == 1

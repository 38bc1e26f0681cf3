"""Context menus: a modal, an act, and the message that it is about."""

import pytest
import requests

from shared.features.cases.model import EvidenceKind
from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Hall


def test_a_user_is_warned_by_two_clicks_and_a_reason(hall: Hall, dana: Snowflake) -> None:
    opened = hall.opens("Warn", dana)
    answer = hall.fills_in(opened, reason="rude")

    assert (opened.modal["title"], opened.modal["custom_id"]) == ("Avertir", f"warn:{dana}")
    assert "a reçu un avertissement" in answer.text
    assert hall.case(answer).reason == "rude"


def test_a_user_is_timed_out_from_the_menu(hall: Hall, dana: Snowflake) -> None:
    opened = hall.opens("Time out", dana, hall.bruno)

    unclear = hall.fills_in(opened, duration="a while")
    done = hall.fills_in(opened, duration="2h")

    assert unclear.text.startswith("I do not understand this duration.")
    assert "was timed out for 2 hours" in done.text
    hall.uses("untimeout", user=dana)


def test_the_history_of_a_user_is_one_click_away(hall: Hall, dana: Snowflake) -> None:
    hall.uses("note", user=dana, text="first")

    listed = hall.opens("History", dana, hall.bruno)

    assert listed.text.startswith(f"Cases about <@{dana}> (dana\\_k):")
    assert f"/guilds/{hall.id}/cases?user={dana}" in listed.text


@pytest.mark.parametrize("deleted", [False, True])
def test_a_warn_for_a_message_keeps_it_though_it_is_deleted_meanwhile(
    hall: Hall, dana: Snowflake, deleted: bool
) -> None:
    message = hall.discord.say(str(hall.general), "Buy now!", str(dana))
    opened = hall.opens("Warn for this message", int(message["id"]), message=True)
    path = f"/channels/{hall.general}/messages/{message['id']}"
    if deleted:
        requests.delete(f"{hall.discord.control_url}{path}", json={"user_id": dana}, timeout=10)

    answer = hall.fills_in(opened, reason="ads")

    assert "Le message est gardé avec le dossier." in answer.text
    (evidence,) = hall.case(answer).evidence
    assert (evidence.kind, evidence.message_id) == (EvidenceKind.MESSAGE, int(message["id"]))
    assert evidence.title == "#general"
    assert (hall.read(path) is None) is deleted


def test_a_message_is_deleted_and_its_author_warned(hall: Hall, dana: Snowflake) -> None:
    message = hall.discord.say(str(hall.general), "Buy more!", str(dana))
    opened = hall.opens("Delete and warn", int(message["id"]), message=True)

    answer = hall.fills_in(opened, reason="ads")

    assert "Le message a été supprimé." in answer.text
    assert hall.case(answer).evidence
    assert hall.read(f"/channels/{hall.general}/messages/{message['id']}") is None

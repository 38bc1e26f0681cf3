"""What a client sends that is not Discord's: buttons and modals of others, and rights that are not there."""

from typing import Any

from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Hall

MODAL, BUTTON = 5, 3


def forged(hall: Hall, by: str | int, kind: int, data: dict[str, Any], **more: Any) -> str:
    """Send an interaction in Discord's form, unchecked, and return what is said to it."""
    place = {"guild_id": str(hall.id), "channel_id": str(hall.general)}
    sent = hall.discord.control("POST", "/interactions", user_id=str(by), type=kind, data=data, **place, **more)
    shown = hall.discord.control("GET", f"/interactions/{sent['id']}?wait_seconds=10")
    return str(shown["message"]["content"])


def test_nobody_confirms_for_somebody_else(hall: Hall, dana: Snowflake) -> None:
    asked = hall.uses("kick", user=dana)
    button = {"custom_id": asked.buttons[0], "component_type": 2}

    said = forged(hall, hall.bruno, BUTTON, button, message_id=asked.message_id)
    still_there = hall.member(dana) is not None
    own = forged(hall, hall.chidi, BUTTON, button, message_id=asked.message_id)

    assert (said, still_there) == ("This was answered already, or is too old.", True)
    assert "a été expulsé" in own
    assert hall.member(dana) is None


def test_a_modal_that_nobody_was_shown_needs_the_same_rights(hall: Hall, dana: Snowflake) -> None:
    inputs = [{"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "mine"}]}]

    by_a_member = forged(hall, dana, MODAL, {"custom_id": f"warn:{hall.chidi}", "components": inputs})
    broken = forged(hall, hall.chidi, MODAL, {"custom_id": "warn:", "components": inputs})
    unknown = forged(hall, hall.chidi, MODAL, {"custom_id": f"own:{dana}", "components": inputs})

    assert by_a_member.startswith("You may not moderate here.")
    assert broken == unknown == "Je ne peux rien en faire. Vérifie ce que tu as écrit."


def test_a_message_of_another_guild_is_no_evidence_here(hall: Hall, dana: Snowflake) -> None:
    elsewhere = hall.discord.guild(number=1)
    channel = hall.discord.channel(elsewhere["id"])
    secret = hall.discord.say(channel, "Only for us", elsewhere["owner_id"])
    inputs = [{"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "mine"}]}]

    custom_id = f"delete_warn:{dana}:{channel}:{secret['id']}"
    said = forged(hall, hall.chidi, MODAL, {"custom_id": custom_id, "components": inputs})

    assert "Le message n’a pas pu être gardé avec le dossier." in said
    assert "Le message n’a pas été supprimé" in said
    assert hall.read(f"/channels/{channel}/messages/{secret['id']}") is not None

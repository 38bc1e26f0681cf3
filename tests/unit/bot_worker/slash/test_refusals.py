"""Refusals in words, as precise as what is known of them."""

import pytest

from bot_worker.slash.given import Misunderstood
from bot_worker.slash.language import Language
from bot_worker.slash.refusals import explained, misunderstood
from shared.kernel.errors import (
    AppError,
    ConflictError,
    DiscordBusyError,
    GuildForbiddenError,
    KeyReusedError,
    PermissionMissingError,
    RoleTooHighError,
)


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (
            PermissionMissingError(details={"who": "bot", "permission": "BAN_MEMBERS"}),
            "The bot lacks Ban Members. Give it to the bot's role in Discord's settings.",
        ),
        (PermissionMissingError(details={"who": "you", "permission": "SEND_POLLS"}), "You lack Send Polls."),
        (PermissionMissingError(details={"missing": ["moderate"]}), "Your roles here do not let you do this."),
        (
            RoleTooHighError(details={"who": "you", "role_id": "1", "role": "Admin"}),
            "The role Admin is not below your own highest one.",
        ),
        (RoleTooHighError(details={"who": "you", "owner": True}), "Nobody can do this to the owner of a server."),
        (ConflictError(details={"target": "administrator"}), "Nobody can silence an administrator."),
        (ConflictError(details={"target": "unheard of"}), "Something else changed this first. Look at it again."),
        (DiscordBusyError(), "Discord's limits are used up for the moment. Try again soon."),
        (KeyReusedError("Again?"), "That did not work: Again?"),
    ],
)
def test_a_refusal_says_who_lacks_what(error: AppError, english: str) -> None:
    assert explained(error, Language.ENGLISH) == english


def test_a_refusal_is_in_the_language_of_whoever_asked() -> None:
    banned = PermissionMissingError(details={"who": "bot", "permission": "BAN_MEMBERS"})

    assert explained(banned, Language.FRENCH).startswith("Il manque Bannir des membres au bot")
    assert explained(GuildForbiddenError(), Language.FRENCH).startswith("Tu ne peux pas modérer ici.")
    assert misunderstood(Misunderstood("error.duration_long", 86_400), Language.FRENCH) == (
        "C’est trop long : au plus 1 jour."
    )

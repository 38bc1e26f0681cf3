"""What a person is told when their appeal was answered, in the guild's language."""

from typing import Final

from shared.features.cases.model import AppealState

LONGEST: Final = 2_000  # discord.com/developers/docs/resources/message#create-message

_WORDS: Final = {
    "en": {
        AppealState.ACCEPTED: "Your appeal to case {number} on **{guild}** was accepted.",
        AppealState.REJECTED: "Your appeal to case {number} on **{guild}** was rejected.",
    },
    "fr": {
        AppealState.ACCEPTED: "Votre recours contre le cas {number} sur **{guild}** a été accepté.",
        AppealState.REJECTED: "Votre recours contre le cas {number} sur **{guild}** a été rejeté.",
    },
}


def answer_notice(locale: str, guild: str, number: int, state: AppealState, answer: str) -> str:
    """Return the direct message; `state` is not `OPEN`."""
    words = _WORDS.get(locale.partition("-")[0], _WORDS["en"])
    quoted = "\n".join(f"> {line}" for line in answer.splitlines())
    text = f"{words[state].format(number=number, guild=guild)}\n{quoted}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

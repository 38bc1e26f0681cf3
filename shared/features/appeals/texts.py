"""What a person is told when their appeal was answered, in the guild's language."""

from typing import Final

from shared.features.cases.model import AppealState
from shared.features.enforcement.wording import LONGEST, Language

_WORDS: Final = {
    Language.ENGLISH: {
        AppealState.ACCEPTED: "Your appeal to case {number} on **{guild}** was accepted.",
        AppealState.REJECTED: "Your appeal to case {number} on **{guild}** was rejected.",
    },
    Language.FRENCH: {
        AppealState.ACCEPTED: "Votre appel contre le cas {number} sur **{guild}** a été accepté.",
        AppealState.REJECTED: "Votre appel contre le cas {number} sur **{guild}** a été rejeté.",
    },
}


def answer_letter(language: Language, guild: str, number: int, state: AppealState, answer: str) -> str:
    """Return the direct message; `state` is not `OPEN`."""
    quoted = "\n".join(f"> {line}" for line in answer.splitlines())
    text = f"{_WORDS[language][state].format(number=number, guild=guild)}\n{quoted}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

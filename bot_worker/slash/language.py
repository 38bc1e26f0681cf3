"""The language of whoever uses a command: Discord tells it with every interaction."""

from enum import StrEnum


class Language(StrEnum):
    """The values are those that pages use as well."""

    ENGLISH = "en"
    FRENCH = "fr"


def language_of(locale: str) -> Language:
    """Return the language that is nearest to a locale of Discord's (`fr`, `en-GB`, `pt-BR`): English is everybody's."""
    return Language.FRENCH if locale.partition("-")[0] == "fr" else Language.ENGLISH

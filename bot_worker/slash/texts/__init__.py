"""What commands say, in every language that they speak: the same keys in each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot_worker.slash.language import Language
from bot_worker.slash.texts.english import ENGLISH
from bot_worker.slash.texts.french import FRENCH

TEXTS: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType(
    {Language.ENGLISH: ENGLISH, Language.FRENCH: FRENCH}
)


def say(language: Language, key: str, **values: object) -> str:
    """Return a text with its values filled in."""
    return TEXTS[language][key].format(**values)


def can_say(key: str) -> bool:
    return key in ENGLISH

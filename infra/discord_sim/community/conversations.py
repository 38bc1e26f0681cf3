"""What people say: small written conversations per language, filled in with a guild's words."""

import random
import re
from functools import cache
from pathlib import Path

import msgspec

from infra.discord_sim.community import themes
from infra.discord_sim.community.themes import Theme

_TEXTS = Path(__file__).parent / "conversations"
_SPOKEN = re.compile(r"@([A-D])\b")
_FILES = {"en-US": "en", "es-ES": "es", "pt-BR": "pt", "zh-CN": "zh"}
STAFF = "staff"


class Line(msgspec.Struct, frozen=True):
    """One line of a conversation: who says what, speakers being letters."""

    speaker: str
    text: str


@cache
def written(language: str) -> tuple[tuple[Line, ...], ...]:
    """Return the conversations of a language; those of English for one that has none."""
    path = _TEXTS / f"{_FILES.get(language, language)}.txt"
    if not path.exists():
        return written("en-US")
    talks = path.read_text("utf-8").strip().split("\n\n")
    return tuple(tuple(_line(each) for each in talk.splitlines()) for talk in talks)


def compose(source: random.Random, language: str, theme: Theme, speakers: list[int]) -> list[tuple[int, str]]:
    """Choose a conversation and cast it: who says what, in order."""
    talk = source.choice(written(language))
    words = {
        "game": source.choice(theme.games),
        "food": source.choice(themes.FOODS),
        "city": source.choice(themes.CITIES),
        "hour": source.choice(themes.HOURS),
    }
    parts = {letter: speakers[number % len(speakers)] for number, letter in enumerate("ABCD")}
    return [(parts[line.speaker], _spoken(line.text.format(**words), parts)) for line in talk]


def _spoken(text: str, parts: dict[str, int]) -> str:
    return _SPOKEN.sub(lambda found: f"<@{parts[found[1]]}>", text)


def _line(text: str) -> Line:
    speaker, _, said = text.partition(": ")
    return Line(speaker, said)

"""Durations as people write and read them: `2h`, `7d`, `1d12h`, `90 min`, `2 semaines`."""

import re
from typing import Final

from bot_worker.slash.language import Language

_UNITS: Final = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_WORDS: Final = {
    "s": "s sec secs second seconds seconde secondes",
    "m": "m min mins minute minutes mn",
    "h": "h hr hrs hour hours heure heures",
    "d": "d day days j jour jours",
    "w": "w week weeks sem semaine semaines",
}
_SECONDS: Final = {word: dict(_UNITS)[unit] for unit, words in _WORDS.items() for word in words.split()}
_MONTHS: Final = {
    "mo": 30,
    "month": 30,
    "months": 30,
    "mois": 30,
    "y": 365,
    "year": 365,
    "years": 365,
    "an": 365,
    "ans": 365,
}
_PART: Final = re.compile(r"([0-9]{1,9})([a-z]+)")
_NAMES: Final = {
    Language.ENGLISH: {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"},
    Language.FRENCH: {"w": "semaine", "d": "jour", "h": "heure", "m": "minute", "s": "seconde"},
}
_USUAL: Final = ("5m", "10m", "30m", "1h", "2h", "6h", "12h", "1d", "3d", "7d", "14d", "28d", "90d", "365d")


def parsed(text: str) -> int | None:
    """Return a duration in seconds; None for what is none, and for none at all."""
    wanted = re.sub(r"[\s,]|\bet\b|\band\b", "", text.casefold())
    parts = _PART.findall(wanted)
    if not parts or "".join(number + unit for number, unit in parts) != wanted:
        return None
    seconds = 0
    for number, unit in parts:
        each = _SECONDS.get(unit) or _MONTHS.get(unit, 0) * 86_400
        if not each:
            return None
        seconds += int(number) * each
    return seconds or None


def said(seconds: int, language: Language) -> str:
    """Say a duration in its two largest units: `1 day 12 hours`, `1 jour 12 heures`."""
    words = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count} {_NAMES[language][unit]}{'s' if count > 1 else ''}")
    return " ".join(words[:2])


def short(seconds: int) -> str:
    """Write a duration as `parsed` reads it, and people type it: `1d12h`."""
    text = ""
    for unit, size in _UNITS[1:]:
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text


def suggested(typed: str, language: Language, *, longest: int, first: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    """Return what to offer while a duration is typed: how it reads, and its value. `first` come before the usual."""
    typed = typed.strip()
    exact = parsed(typed)
    if exact is not None:
        found = [exact]
    elif typed.isascii() and typed.isdigit() and len(typed) <= 9:
        found = [int(typed) * _SECONDS[unit] for unit in ("m", "h", "d", "w") if int(typed)]
    else:
        found = [*first, *(parsed(each) or 0 for each in _USUAL)]
    fitting = [each for each in dict.fromkeys(found) if 0 < each <= longest]
    return [(said(each, language), short(each)) for each in fitting]

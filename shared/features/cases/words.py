"""The words of a text as one looks for them: without case and accents, in any script."""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import combining, normalize

import msgspec

LONGEST_WORD: Final = 32
LONGEST_NUMBER: Final = 20
SHORTEST_BEGINNING: Final = 2  # one letter is a word by itself: too much begins with it

# Scripts that put no spaces between words: Thai to Tibetan, Myanmar, Khmer, kana, Bopomofo, Han.
_UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_INDIC: Final = "\u0900-\u0963\u0966-\u0dff"  # whose vowel signs Python takes for no letters
_RUNS: Final = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_INDIC}])+")
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_JOINERS: Final = dict.fromkeys(range(0x200B, 0x200E))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for: words that must be there, and beginnings of words that must be there.

    `number`: they typed nothing else, so that it may be a number or an id as well.
    """

    words: frozenset[str]
    beginnings: frozenset[str]
    number: int | None = None

    def are_in(self, words: frozenset[str]) -> bool:
        return self.words <= words and all(
            any(word.startswith(beginning) for word in words) for beginning in self.beginnings
        )


def folded(text: str) -> str:
    """Fold case and width, and drop accents; vowel signs that are no accents stay."""
    if text.isascii():
        return text.lower()
    decomposed = normalize("NFKD", text.casefold()).translate(_JOINERS)
    bare = "".join(letter for letter in decomposed if not combining(letter))
    return normalize("NFC", bare).casefold()


def words_of(text: str) -> frozenset[str]:
    """Return a text's words; what is written without spaces gives each two neighbouring letters, and its last one."""
    return frozenset(_words(folded(text), last_letters=True))


def wanted_of(text: str) -> Wanted:
    """Read what somebody typed; the word at its very end may be unfinished."""
    clean = folded(text)
    words = frozenset(_words(clean, last_letters=False))
    beginnings = frozenset(word for word in words if _is_unspaced(word) and len(word) == 1)
    runs = list(_RUNS.finditer(clean))
    if runs and runs[-1].end() == len(clean):
        last = runs[-1]
        word = last.group()[:LONGEST_WORD]
        if not _is_unspaced(word) and len(word) >= SHORTEST_BEGINNING:
            elsewhere = frozenset(_words(clean[: last.start()], last_letters=False))
            words, beginnings = (words - {word}) | elsewhere, beginnings | {word}
    return Wanted(words=words - beginnings, beginnings=beginnings, number=_number(text))


def _words(clean: str, *, last_letters: bool) -> Iterator[str]:
    for match in _RUNS.finditer(clean):
        run = match.group()
        if _is_unspaced(run):
            pairs = len(run) if last_letters or len(run) == 1 else len(run) - 1
            yield from (run[start : start + 2] for start in range(pairs))
        else:
            yield run[:LONGEST_WORD]


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER else None


def _is_unspaced(run: str) -> bool:
    return _IS_UNSPACED.match(run) is not None

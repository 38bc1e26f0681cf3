"""Role ids as single characters: an id would take ten times the room, in every index."""

from collections.abc import Iterable
from typing import Final

from shared.kernel.snowflakes import Snowflake

_FIRST: Final = 0x100
_SURROGATES: Final = range(0xD800, 0xE000)
_BEYOND: Final = 0x110000


class RoleLetters:
    """Each role that anybody has gets the next character. There are a million: beyond, roles are left out."""

    def __init__(self) -> None:
        self._letters: dict[int, str] = {}
        self._roles: dict[str, Snowflake] = {}
        self._next = _FIRST

    def find(self, role_id: int) -> str | None:
        """Return a role's letter; None where nobody had it."""
        return self._letters.get(role_id)

    def written(self, role_ids: Iterable[Snowflake]) -> str:
        return "".join(self._letters.get(role_id) or self._new(role_id) for role_id in role_ids)

    def read(self, letters: str) -> list[Snowflake]:
        return [self._roles[letter] for letter in letters]

    def _new(self, role_id: Snowflake) -> str:
        if self._next in _SURROGATES:
            self._next = _SURROGATES.stop
        if self._next == _BEYOND:
            return ""
        letter = chr(self._next)
        self._next += 1
        self._letters[role_id], self._roles[letter] = letter, role_id
        return letter

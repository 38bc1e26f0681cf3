"""Ends a process, or loses an answer, before or after any one of the things that it does."""

from collections.abc import Callable
from typing import Any

from shared.kernel.errors import DiscordUnavailableError


class Died(BaseException):
    """The process is no more."""


class Fate:
    """Counts the moments before and after every change; at the `at`th something happens, once."""

    def __init__(self, at: int, error: type[BaseException] = Died) -> None:
        self._at = at
        self._error = error
        self._moments = 0
        self.came = False

    def moment(self, what: str = "") -> None:
        del what
        self._moments += 1
        if self._moments == self._at and not self.came:
            self.came = True
            raise self._error


class Fated:
    """Whatever these methods of a thing do, may be interrupted just before and just after."""

    def __init__(self, thing: Any, fate: Fate, *methods: str) -> None:
        self._thing = thing
        self._fate = fate
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        return self._interrupted(found) if name in self._methods else found

    def _interrupted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._fate.moment()
            answer = method(*args, **kwargs)
            self._fate.moment()
            return answer

        return call


def lost(_: str) -> None:
    """Lose the answer: it was done, and whoever asked does not know."""
    raise DiscordUnavailableError

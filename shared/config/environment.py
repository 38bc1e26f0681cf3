"""Reads variables from a mapping and collects everything that is wrong, for one message that lists it all."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final, TypeVar

from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake, parse_snowflake

T = TypeVar("T")

_UNITS: Final = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MIN_SECRET_LENGTH: Final = 32


class ConfigError(Exception):
    """The configuration is unusable; the message lists every problem, a line each, and no value."""


class Environment:
    """One reading of the environment. Read everything, then call `check`: only then are the values sound."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self._variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            self._problems.append(f"{name} is missing")
            return ""
        return default

    def secret(self, name: str) -> str:
        return self._parsed(name, None, "", f"is shorter than {MIN_SECRET_LENGTH} characters", _long_enough)

    def key(self, name: str) -> bytes:
        return self._parsed(name, None, b"", "is not 64 hexadecimal characters (32 bytes)", _key)

    def keys(self, name: str, *previous: str) -> tuple[bytes, ...]:
        """The key that encrypts, and those before it that only decrypt, as far as they are set."""
        return (self.key(name), *(self.key(each) for each in previous if self._variables.get(each, "").strip()))

    def snowflake(self, name: str) -> Snowflake:
        return self._parsed(name, None, Snowflake(0), "is not a Discord id", parse_snowflake)

    def duration(self, name: str, default: str) -> timedelta:
        return self._parsed(name, default, timedelta(), "is not a duration like 15m, 24h or 7d", _duration)

    def number(self, name: str, default: str) -> int:
        return self._parsed(name, default, 0, "is not a whole number", int)

    def count(self, name: str, default: str, *, least: int) -> int:
        return self._parsed(name, default, 0, f"is not a whole number from {least} on", _count(least))

    def bucket_plan(self, name: str, default: str) -> BucketPlan:
        problem = "is not a number of buckets like 8, or 1,8@2026-12-01T00 with the hours of its changes"
        return self._parsed(name, default, BucketPlan.parse(default), problem, BucketPlan.parse)

    def count_or_auto(self, name: str) -> int | None:
        """A whole number from 1 on; None where it is `auto`, or nothing is said."""
        return None if self.text(name, "auto") == "auto" else self.count(name, "1", least=1)

    def url(self, name: str, *schemes: str, default: str | None = None) -> str:
        """An absolute URL of one of these schemes, without a slash at its end."""
        return self._parsed(name, default, "", f"is not a URL that starts with {' or '.join(schemes)}", _url(schemes))

    def optional_url(self, name: str, *schemes: str) -> str | None:
        return self.url(name, *schemes) if self._variables.get(name) else None

    def check(self) -> None:
        if self._problems:
            listed = "\n".join(f"  - {problem}" for problem in self._problems)
            raise ConfigError(f"The configuration is incomplete (.env.example explains each variable):\n{listed}")

    def _parsed(self, name: str, default: str | None, empty: T, problem: str, parse: Callable[[str], T]) -> T:
        text = self.text(name, default)
        if not text:
            return empty
        try:
            return parse(text)
        except ValueError:
            self._problems.append(f"{name} {problem}")
            return empty


def _long_enough(text: str) -> str:
    if len(text) < MIN_SECRET_LENGTH:
        raise ValueError
    return text


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError
    return key


def _count(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if int(text) < least:
            raise ValueError
        return int(text)

    return parse


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"([1-9][0-9]{0,6})(ms|[smhd])", text)
    if match is None:
        raise ValueError
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _url(schemes: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError
        return text.rstrip("/")

    return parse

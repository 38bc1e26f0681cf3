"""What somebody gave a command, by the options' names."""

from typing import Final

from bot_worker.slash.durations import parsed
from bot_worker.slash.payloads import Data, OptionPayload
from bot_worker.slash.registration import OptionType
from shared.kernel.snowflakes import Snowflake, parse_snowflake


class Misunderstood(Exception):  # noqa: N818 - nobody did anything wrong that a program could
    """What was given makes no sense; `key` is the text that says so, `limit` a duration in it."""

    def __init__(self, key: str, limit: int | None = None) -> None:
        super().__init__(key)
        self.key: Final = key
        self.limit: Final = limit


class Given:
    """Raises `Misunderstood`. `focused` is the option that is being typed, where one is."""

    def __init__(self, data: Data) -> None:
        options, self._names = data.options, [data.name]
        while options and options[0].type == OptionType.SUB_COMMAND:
            self._names.append(options[0].name)
            options = options[0].options
        self.resolved = data.resolved
        self._options: dict[str, OptionPayload] = {each.name: each for each in options}
        self.focused = next((each for each in options if each.focused), None)

    @property
    def path(self) -> str:
        """The command's name with those of its subcommands: `role give`."""
        return " ".join(self._names)

    def id(self, name: str) -> Snowflake | None:
        """Return whom or what an option names."""
        value = self._value(name)
        try:
            return None if value is None else parse_snowflake(str(value))
        except ValueError:
            raise Misunderstood("error.invalid_input") from None

    def needed_id(self, name: str) -> Snowflake:
        found = self.id(name)
        if found is None:
            raise Misunderstood("error.invalid_input")
        return found

    def text(self, name: str) -> str | None:
        """Return a text that is not blank."""
        value = self._value(name)
        return value.strip() or None if isinstance(value, str) else None

    def whole(self, name: str) -> int | None:
        value = self._value(name)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def yes(self, name: str) -> bool | None:
        value = self._value(name)
        return value if isinstance(value, bool) else None

    def seconds(self, name: str, *, least: int = 1, most: int) -> int | None:
        """Return a duration within limits."""
        text = self.text(name)
        return None if text is None else bounded(text, least=least, most=most)

    def _value(self, name: str) -> str | int | float | bool | None:
        option = self._options.get(name)
        return None if option is None else option.value


def bounded(text: str, *, least: int = 1, most: int) -> int:
    """Read a duration; raise `Misunderstood` where it is none, or beyond its limits."""
    seconds = parsed(text)
    if seconds is None:
        raise Misunderstood("error.duration")
    if seconds > most:
        raise Misunderstood("error.duration_long", most)
    if seconds < least:
        raise Misunderstood("error.duration_short", least)
    return seconds

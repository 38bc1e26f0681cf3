"""Discord's errors: one exception, and the nested form of 50035 "Invalid Form Body"."""

from collections.abc import Iterable
from typing import Any

from infra.discord_sim.world.error_codes import ANSWERS, Code


class DiscordError(Exception):
    """Carry what a REST answer needs: status, JSON code, message, nested errors, seconds to wait."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        errors: dict[str, Any] | None = None,
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body


def error(code: Code) -> DiscordError:
    """Make the error that Discord answers with this code."""
    status, message = ANSWERS[code]
    return DiscordError(status, code, message)


def invalid_form(path: str, code: str, message: str) -> DiscordError:
    """Make a 50035 about one field. `path` is dotted, list positions as numbers: `embeds.0.title`."""
    return invalid_forms([(path, code, message)])


def invalid_forms(problems: Iterable[tuple[str, str, str]]) -> DiscordError:
    """Make a 50035 about several fields, each `(path, code, message)`; an empty path means the body itself."""
    tree: dict[str, Any] = {}
    for path, code, message in problems:
        node = tree
        for part in path.split(".") if path else ():
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    status, message = ANSWERS[Code.INVALID_FORM]
    return DiscordError(status, Code.INVALID_FORM, message, tree)


def required(path: str) -> DiscordError:
    """Make the 50035 of a field that is missing."""
    return invalid_form(path, "BASE_TYPE_REQUIRED", "This field is required")

"""One request, as a handler sees it."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from chalicelib.services import Services
from shared.kernel.errors import GuildForbiddenError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`caller` is set where the route's access needs a login, `guild` where it needs a guild."""

    services: Services
    cookies: Mapping[str, str]
    caller: Snowflake | None = None
    guild: Snowflake | None = None

    @property
    def user_id(self) -> Snowflake:
        return _present(self.caller, UnauthenticatedError)

    @property
    def guild_id(self) -> Snowflake:
        """The guild in the path, which the caller may administer."""
        return _present(self.guild, GuildForbiddenError)


T = TypeVar("T")


def _present(value: T | None, error: type[Exception]) -> T:
    if value is None:
        raise error
    return value

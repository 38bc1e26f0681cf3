"""One request, as a handler sees it."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from chalicelib.services import Services
from shared.features.access.model import GuildAccess
from shared.kernel.callers import Caller
from shared.kernel.errors import GuildForbiddenError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`who` is set where the route's access needs a login, `guild` and `guild_access` where it needs a guild's.

    `user_agent` is what the browser says of itself; `if_match` and `idempotency_key` the headers of these names, empty
    without one.
    """

    services: Services
    cookies: Mapping[str, str]
    user_agent: str = ""
    if_match: str = ""
    idempotency_key: str = ""
    who: Caller | None = None
    guild: Snowflake | None = None
    guild_access: GuildAccess | None = None

    @property
    def caller(self) -> Caller:
        return _present(self.who, UnauthenticatedError)

    @property
    def user_id(self) -> Snowflake:
        return self.caller.user_id

    @property
    def guild_id(self) -> Snowflake:
        """The guild in the path, or of the channel in it, in which the caller may do what the route needs."""
        return _present(self.guild, GuildForbiddenError)

    @property
    def access(self) -> GuildAccess:
        """What the caller may do in that guild."""
        return _present(self.guild_access, GuildForbiddenError)


T = TypeVar("T")


def _present(value: T | None, error: type[Exception]) -> T:
    if value is None:
        raise error
    return value

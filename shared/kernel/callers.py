"""Who calls the API."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A user, by which of their logins."""

    user_id: Snowflake
    login_id: str

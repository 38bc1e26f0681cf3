"""Who writes what, as every write of a guild knows it."""

from typing import Annotated

import msgspec

from shared.kernel.snowflakes import Snowflake

Why = Annotated[str, msgspec.Meta(max_length=400, description="Goes to Discord's audit log, with the user's name")]


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who changes something in a guild, and why."""

    user_id: Snowflake
    guild_id: Snowflake
    reason: str | None = None

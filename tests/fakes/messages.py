"""Guild keys in memory, held to the same contract as the table."""

from shared.kernel.snowflakes import Snowflake


class FakeGuildKeys:
    def __init__(self) -> None:
        self.wrapped: dict[Snowflake, str] = {}
        self.made_meanwhile: dict[Snowflake, str] = {}
        self.reads = 0

    def load(self, guild_id: Snowflake) -> str | None:
        self.reads += 1
        return self.wrapped.get(guild_id)

    def create(self, guild_id: Snowflake, wrapped: str) -> str:
        self.wrapped |= self.made_meanwhile
        return self.wrapped.setdefault(guild_id, wrapped)

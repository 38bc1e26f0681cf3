"""Notices that are only written down."""

from shared.features.notices.model import Notice
from shared.kernel.snowflakes import Snowflake


class FakeNotices:
    def __init__(self) -> None:
        self.told: list[tuple[Snowflake, Notice]] = []

    def tell(self, guild_id: Snowflake, notice: Notice) -> None:
        self.told.append((guild_id, notice))

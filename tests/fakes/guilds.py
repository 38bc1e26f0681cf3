"""The ports of the guilds in memory."""

from collections.abc import Sequence

import msgspec

from shared.features.guilds.model import GuildRecord
from shared.kernel.effects import DeactivateGuild, UpsertGuild
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake


class FakeGuildStore:
    def __init__(self) -> None:
        self.records: dict[Snowflake, GuildRecord] = {}

    def write(self, changes: Sequence[UpsertGuild | DeactivateGuild]) -> None:
        for change in changes:
            if isinstance(change, UpsertGuild):
                self._upsert(change)
            else:
                self._deactivate(change)

    def _upsert(self, change: UpsertGuild) -> None:
        before = self.records.get(change.guild.id)
        if before is not None and before.seen_at > change.seen_at:
            return
        stayed = before is not None and before.is_active
        self.records[change.guild.id] = GuildRecord(
            **msgspec.structs.asdict(change.guild),
            bot_id=change.bot_id,
            is_active=True,
            bot_added_at=before.bot_added_at if before is not None and stayed else change.seen_at,
            seen_at=change.seen_at,
        )

    def _deactivate(self, change: DeactivateGuild) -> None:
        before = self.records.get(change.guild_id)
        if before is None or before.bot_id != change.bot_id or before.seen_at > change.seen_at:
            return
        self.records[change.guild_id] = msgspec.structs.replace(before, is_active=False, seen_at=change.seen_at)

    def active_of(self, bot_id: Snowflake, after: Snowflake, last: Snowflake) -> list[Snowflake]:
        return [
            guild_id
            for guild_id, record in self.records.items()
            if record.is_active and record.bot_id == bot_id and after < guild_id <= last
        ]

    def load(self, guild_id: Snowflake) -> GuildRecord:
        if guild_id not in self.records:
            raise NotFoundError
        return self.records[guild_id]

    def load_many(self, guild_ids: Sequence[Snowflake]) -> list[GuildRecord]:
        return [self.records[guild_id] for guild_id in guild_ids if guild_id in self.records]


class FakeGrantedGuilds:
    """Everybody may view these guilds."""

    def __init__(self, *guild_ids: Snowflake) -> None:
        self._guild_ids = set(guild_ids)

    def of(self, user_id: Snowflake, guild_ids: Sequence[Snowflake]) -> set[Snowflake]:
        del user_id
        return self._guild_ids & set(guild_ids)

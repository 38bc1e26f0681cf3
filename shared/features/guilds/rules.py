"""What the bot's reports mean for our record of the guilds."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.kernel.effects import DeactivateGuild, GuildEffect, ReconcileGuilds, UpsertGuild
from shared.kernel.events import Event, EventType, GuildData, GuildDeleteData, GuildPayload, GuildSyncData
from shared.kernel.json import Decoder
from shared.kernel.snowflakes import Snowflake, shard_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_sync: Final = Decoder(GuildSyncData)
_guild: Final = Decoder(GuildData)
_delete: Final = Decoder(GuildDeleteData)


def effects_of(event: Event) -> list[GuildEffect]:
    """Say what follows from an event; nothing from most. Raise `InvalidInputError` where its data is malformed."""
    rule = _RULES.get(event.type)
    return [] if rule is None else rule(event, _EPOCH + timedelta(milliseconds=event.timestamp))


def _after_sync(event: Event, seen_at: datetime) -> list[GuildEffect]:
    data = _sync.decode(event.data)
    reconcile = ReconcileGuilds(
        bot_id=data.bot_id,
        shard_id=data.shard_id,
        shard_count=data.shard_count,
        from_id=data.from_id,
        to_id=data.to_id,
        present=frozenset(guild.id for guild in data.guilds),
        seen_at=seen_at,
    )
    return [*(_upsert(data.bot_id, guild, seen_at) for guild in data.guilds), reconcile]


def _after_change(event: Event, seen_at: datetime) -> list[GuildEffect]:
    data = _guild.decode(event.data)
    return [_upsert(data.bot_id, data.guild, seen_at)]


def _after_delete(event: Event, seen_at: datetime) -> list[GuildEffect]:
    data = _delete.decode(event.data)
    return [DeactivateGuild(bot_id=data.bot_id, guild_id=data.id, seen_at=seen_at)]


_RULES: Final[dict[str, Callable[[Event, datetime], list[GuildEffect]]]] = {
    EventType.GUILD_SYNC: _after_sync,
    EventType.GUILD_CREATE: _after_change,
    EventType.GUILD_UPDATE: _after_change,
    EventType.GUILD_DELETE: _after_delete,
}


def _upsert(bot_id: Snowflake, guild: GuildPayload, seen_at: datetime) -> UpsertGuild:
    return UpsertGuild(bot_id=bot_id, guild=guild, seen_at=seen_at)


def latest_of_each(effects: Iterable[UpsertGuild | DeactivateGuild]) -> list[UpsertGuild | DeactivateGuild]:
    """Keep the last word on each guild: the latest moment, and of one moment the last reported."""
    latest: dict[Snowflake, UpsertGuild | DeactivateGuild] = {}
    for effect in effects:
        guild_id = effect.guild.id if isinstance(effect, UpsertGuild) else effect.guild_id
        if guild_id not in latest or latest[guild_id].seen_at <= effect.seen_at:
            latest[guild_id] = effect
    return list(latest.values())


def missing_guilds(effect: ReconcileGuilds, recorded: Iterable[Snowflake]) -> Iterator[DeactivateGuild]:
    """Find the guilds that we have as active, that the shard would have named, and did not."""
    for guild_id in recorded:
        spoken_for = (
            effect.from_id < guild_id <= effect.to_id and shard_of(guild_id, effect.shard_count) == effect.shard_id
        )
        if spoken_for and guild_id not in effect.present:
            yield DeactivateGuild(bot_id=effect.bot_id, guild_id=guild_id, seen_at=effect.seen_at)


def text_range(after: int, last: int) -> tuple[str, str] | None:
    """Return `after < id <= last` as texts; None where their lengths differ: only equally long ones sort as numbers."""
    low, high = str(after + 1), str(last)
    return (low, high) if len(low) == len(high) else None

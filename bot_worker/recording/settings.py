"""Reads the settings of the guilds that this worker has: when it gets one, and when they have changed."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from bot_worker.pipeline.backoff import Backoff
from bot_worker.recording.filter import RecordingFilter
from shared.features.events.settings import FEATURE, EventSettings
from shared.features.settings.model import SettingsItem
from shared.kernel import json
from shared.kernel.errors import InvalidInputError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

GATHER_SECONDS: Final = 0.1  # guilds come in crowds: one request reads a hundred

_settings: Final = json.Decoder(EventSettings)


class Store(Protocol):
    def load_many(
        self, guild_ids: Collection[Snowflake], feature: str, *, consistent: bool
    ) -> Mapping[Snowflake, SettingsItem]:
        """Return what is stored; a guild with the defaults is not among the keys."""


class GuildSettings:
    """`guild_ids` are those that the worker has; `store` may wait, so it is asked on another thread."""

    def __init__(
        self, store: Store, wanted: RecordingFilter, guild_ids: Callable[[], Collection[int]], backoff: Backoff
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._guild_ids = guild_ids
        self._backoff = backoff
        self._unread: set[int] = set()
        self._arrived = asyncio.Event()
        self._turn = asyncio.Lock()

    def got(self, guild_id: int) -> None:
        """Note that the worker has this guild now; `run` reads its settings in a moment."""
        self._unread.add(guild_id)
        self._arrived.set()

    def lost(self, guild_id: int) -> None:
        self._unread.discard(guild_id)
        self._wanted.forget(guild_id)

    async def changed(self, guild_id: Snowflake | None, feature: str) -> None:
        """Read a guild's settings anew, or those of all; raise `StoreUnavailableError`: then `run` reads them later."""
        if feature != FEATURE:
            return
        self._unread.update(self._guild_ids() if guild_id is None else {guild_id})
        try:
            await self._read()
        except StoreUnavailableError:
            self._arrived.set()
            raise

    async def run(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._arrived.clear()
            try:
                await self._read()
            except StoreUnavailableError:
                seconds = self._backoff.next_seconds()
                log.warning("settings.not_read", extra={"guilds": len(self._unread), "retry_in_seconds": seconds})
                await asyncio.sleep(seconds)
                self._arrived.set()
            else:
                self._backoff.reset()

    async def _read(self) -> None:
        """Read what is unread, one reading after the other: so the later reading is the one that holds."""
        async with self._turn:
            reading, self._unread = self._unread, set()
            if not reading:
                return
            guild_ids = [Snowflake(guild_id) for guild_id in sorted(reading)]
            try:
                found = await asyncio.to_thread(self._store.load_many, guild_ids, FEATURE, consistent=True)
            except BaseException:
                self._unread |= reading
                raise
            for guild_id in guild_ids:
                self._wanted.set(guild_id, _values(guild_id, found.get(guild_id)))
        log.info("settings.read", extra={"guilds": len(guild_ids), "chosen": len(found)})


def _values(guild_id: Snowflake, item: SettingsItem | None) -> EventSettings:
    if item is None:
        return EventSettings()
    try:
        return _settings.decode(item.values)
    except InvalidInputError:
        log.error("settings.unreadable", extra={"guild_id": guild_id})  # noqa: TRY400 - a decoder's error says no more
        return EventSettings()

"""What waits for somebody to press a button: for every worker to find, and for one to take."""

from datetime import timedelta
from typing import Final

import msgspec

from bot_worker.slash.use import Use
from shared.adapters.redis_store import RedisOneTimeStore
from shared.features.enforcement.model import AnyAct
from shared.features.jobs.model import NewPurge
from shared.kernel import json

LIFETIME: Final = timedelta(minutes=14)  # after 15 nobody could be answered


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wanted; `key` makes it happen once."""

    key: str
    work: AnyAct | NewPurge


_decoder: Final = json.Decoder(Pending)


async def keep(use: Use, pending: Pending) -> None:
    """Keep it for whoever uses this, here; raise `StoreUnavailableError`."""
    await use.desk.commands.run(_store(use).put, _name(use, str(use.interaction.id)), json.encode(pending), LIFETIME)


async def take(use: Use, interaction_id: str) -> Pending | None:
    """Return what this very person has waiting here, to the first who asks; None to all others."""
    found = await use.desk.commands.run(_store(use).take, _name(use, interaction_id))
    return None if found is None else _decoder.decode(found)


async def is_first(use: Use, interaction_id: str) -> bool:
    """Say whether nobody has pressed a button of this one before."""
    return await use.desk.commands.run(_store(use).claim, f"{_name(use, interaction_id)}:pressed", LIFETIME)


def _store(use: Use) -> RedisOneTimeStore:
    return RedisOneTimeStore(use.desk.redis)


def _name(use: Use, interaction_id: str) -> str:
    return f"slash:{use.guild_id}:{use.by.user_id}:{interaction_id}"

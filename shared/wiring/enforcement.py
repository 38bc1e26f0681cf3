"""Acts of moderation with their adapters."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.adapters.redis_store import RedisCache, RedisLocks
from shared.features.enforcement.acting import Acting
from shared.features.enforcement.aftermath import Aftermath
from shared.features.enforcement.carrying import Carrying
from shared.features.enforcement.clocks import Clocks
from shared.features.enforcement.ladders import Ladders
from shared.features.enforcement.letters import Letters
from shared.features.enforcement.notification import Notification
from shared.features.enforcement.previews import Previews
from shared.features.enforcement.service import Enforcement
from shared.features.enforcement.sights import Sights

if TYPE_CHECKING:
    from redis import Redis

    from shared.adapters.discord.client import DiscordClient
    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.enforcement.ports import Cases, Settings, Timers
    from shared.features.notices.ports import Teller
    from shared.wiring.discord import DiscordWiring


def enforcement(
    discord: "DiscordWiring",
    *,
    cases: "Cases",
    timers: "Timers",
    notices: "Teller",
    settings: "Settings",
    changes: "GuildChanges",
    redis: "Redis",
    site: str,
    clock: Callable[[], datetime],
) -> Enforcement:
    """Put the parts together; `site` is where our pages are."""

    def client() -> "DiscordClient":
        return discord.client

    sights, clocks, ladders = Sights(discord.scenes, client), Clocks(timers), Ladders(cases)
    notification = Notification(Letters(client, RedisCache(redis)), site)
    return Enforcement(
        cases,
        settings,
        RedisLocks(redis),
        Acting(cases, sights, Carrying(changes, sights, client), clocks, notification),
        Aftermath(cases, clocks, notices),
        Previews(cases, sights, notification, ladders),
        ladders,
        name_of=changes.name_of,
        guild_of=discord.snapshots.of,
        clock=clock,
    )

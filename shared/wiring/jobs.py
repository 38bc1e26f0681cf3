"""Jobs with their adapters: as people start them, and as a worker carries them out."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.features.jobs.authorship import Authorship
from shared.features.jobs.judging import Judge
from shared.features.jobs.one_by_one import OneByOne
from shared.features.jobs.previews import BulkPreviews
from shared.features.jobs.purging import Purging
from shared.features.jobs.roster import BotRoster
from shared.features.jobs.runner import JobRunner
from shared.features.jobs.service import JobService
from shared.features.jobs.table import JobTable
from shared.features.jobs.together import Together
from shared.features.purges.service import PurgeService

if TYPE_CHECKING:
    from shared.adapters.discord.client import DiscordClient
    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.jobs.ports import Acts, Archive, Cases, Settings
    from shared.features.notices.ports import Teller
    from shared.wiring.discord import DiscordWiring


def job_service(
    discord: "DiscordWiring",
    store: JobTable,
    *,
    changes: "GuildChanges",
    settings: "Settings",
    notices: "Teller",
    clock: Callable[[], datetime],
    entropy: Callable[[], int],
) -> JobService:
    def client() -> "DiscordClient":
        return discord.client

    return JobService(
        store,
        scenes=discord.scenes,
        bulk=BulkPreviews(discord.scenes, _judge(discord), client),
        purges=PurgeService(discord.scenes, client, clock),
        settings=settings,
        notices=notices,
        name_of=changes.name_of,
        clock=clock,
        entropy=entropy,
    )


def job_runner(
    discord: "DiscordWiring",
    store: JobTable,
    *,
    acts: "Acts",
    cases: "Cases",
    archive: "Archive",
    changes: "GuildChanges",
    settings: "Settings",
    notices: "Teller",
    clock: Callable[[], datetime],
) -> JobRunner:
    """Put the parts together; `acts` and `changes` are those that wait behind what people do."""

    def client() -> "DiscordClient":
        return discord.client

    scene = Authorship(discord.scenes, settings).scene
    judge = _judge(discord)
    return JobRunner(
        store,
        Together(cases, judge, lambda: changes, scene),
        OneByOne(acts, cases, judge, scene),
        Purging(cases, archive, client, lambda: changes, scene, discord.name_of),
        scene=scene,
        notices=notices,
        clock=clock,
    )


def _judge(discord: "DiscordWiring") -> Judge:
    return Judge(BotRoster(discord.bots, discord.bot_id), lambda: discord.client)

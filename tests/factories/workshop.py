"""Where jobs are carried out: the services on a crowded Discord and stores in memory."""

from collections.abc import Collection, Sequence
from itertools import count
from typing import Any

from msgspec.structs import replace

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.channels import Channel
from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.actions.authors import Author
from shared.features.cases.model import Named
from shared.features.evidence.model import KeptMessage
from shared.features.jobs.authorship import Authorship
from shared.features.jobs.judging import Judge
from shared.features.jobs.model import BulkAct, BulkKind, Job, JobResult, NewBulk, NewWork
from shared.features.jobs.one_by_one import OneByOne
from shared.features.jobs.previews import BulkPreviews
from shared.features.jobs.purging import Purging
from shared.features.jobs.runner import JobRunner
from shared.features.jobs.service import JobService
from shared.features.jobs.together import Together
from shared.features.purges.service import PurgeService
from shared.features.settings.grants import FEATURE as ACCESS
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.service import Scenes
from shared.kernel.member_lists import MemberProfile
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.enforcement import BOT_MAY, CHIDI, Court
from tests.factories.snapshots import GUILD, MEMBERS, MODS, a_channel
from tests.fakes.crowded_discord import CrowdedDiscord
from tests.fakes.discord_rest import FakeLimiter
from tests.fakes.jobs import FakeJobStore

AUTHOR = Author(user_id=CHIDI, guild_id=GUILD, name="chidi")
TALK, NEWS = Snowflake(70), Snowflake(71)
MAY = [*BOT_MAY, Permission.MANAGE_GUILD, Permission.MANAGE_MESSAGES, Permission.READ_MESSAGE_HISTORY]


class FakeArchive:
    def __init__(self) -> None:
        self.kept: list[Snowflake] = []

    def keep_messages(
        self, guild_id: Snowflake, number: int, messages: Sequence[KeptMessage], *, by: Named, title: str = ""
    ) -> None:
        assert (guild_id, by.user_id, title) == (GUILD, CHIDI, "")
        assert number
        self.kept += [message.message_id for message in messages]


class Workshop(Court):
    """A court that has jobs as well; `patience` is how often a run may wait before its worker stops."""

    discord: CrowdedDiscord

    def __init__(self, *channels: Channel, **settings: Any) -> None:
        self.store, self.archive = FakeJobStore(), FakeArchive()
        self.channels = channels or (a_channel(TALK, name="talk"), a_channel(NEWS, name="news"))
        self.patience = 1_000_000
        self._numbers = count()
        super().__init__(**settings)
        self.bot_permissions = MAY
        self.let(GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES)
        before, self.discord = self.discord, CrowdedDiscord(self.clock)
        self.discord.users, self.discord.members = before.users, before.members
        self.reopen()

    def reopen(self) -> None:
        super().reopen()
        client = DiscordClient(self.discord, FakeLimiter())
        scenes = Scenes(self, self, self.clock)  # type: ignore[arg-type] # what scenes ask of snapshots, this tells
        judge = Judge(self, lambda: client)
        changes = self.changes.in_background()

        scene = Authorship(scenes, self.settings).scene
        self.jobs = JobService(
            self.store,
            scenes=scenes,
            bulk=BulkPreviews(scenes, judge, lambda: client),
            purges=PurgeService(scenes, lambda: client, self.clock),
            settings=self.settings,
            notices=self.notices,
            name_of=self._name_of,
            clock=self.clock,
            entropy=self._numbers.__next__,
        )
        self.runner = JobRunner(
            self.store,
            Together(self.cases, judge, lambda: changes, scene),
            OneByOne(self.enforcement, self.cases, judge, scene),
            Purging(self.cases, self.archive, lambda: client, lambda: changes, scene, self._name_of),
            scene=scene,
            notices=self.notices,
            clock=self.clock,
        )

    def let(self, *permissions: GuildPermission) -> None:
        """Let moderators do this here, and nothing else."""
        grants = [RoleGrant(role_id=MODS, permissions=list(permissions))]
        stored = self.settings.read(GUILD, ACCESS, AccessSettings)
        self.settings.change(GUILD, ACCESS, AccessSettings(grants=grants), stored.version)

    def of(self, guild_id: Snowflake) -> GuildSnapshot:
        return replace(super().of(guild_id), channels=self.channels)

    def members(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> dict[Snowflake, MemberProfile]:
        """As the bot's index."""
        assert guild_id == GUILD
        there = [user_id for user_id in user_ids if int(user_id) in self.discord.members]
        return {
            user_id: MemberProfile(
                user_id=user_id,
                username=self.discord.users[int(user_id)],
                role_ids=[Snowflake(int(each)) for each in self.discord.members[int(user_id)]["roles"]],
            )
            for user_id in there
        }

    def crowd(self, count: int, *, first: int = 10_000, protected: int = 0) -> list[Snowflake]:
        """Let so many members join, of whom the first ones are moderators; return their ids."""
        for place in range(count):
            self.discord.join(first + place, f"user{place}", MODS if place < protected else MEMBERS)
        return [Snowflake(first + place) for place in range(count)]

    def strangers(self, count: int, *, first: int = 50_000) -> list[Snowflake]:
        """Return the ids of users who are no members."""
        self.discord.users |= {first + place: f"stranger{place}" for place in range(count)}
        return [Snowflake(first + place) for place in range(count)]

    def start(self, work: NewWork, *, key: str = "k", by: Author = AUTHOR) -> Job:
        return self.jobs.start(by, work, key=key)

    def start_on(self, user_ids: list[Snowflake], kind: BulkKind = BulkKind.BAN, **fields: Any) -> Job:
        return self.start(NewBulk(act=BulkAct(kind=kind, **fields), user_ids=user_ids))

    def work(self, owner: str = "worker-1") -> None:
        """Carry out what waits, as a worker does."""
        for ticket in self.store.waiting():
            self._run = self.runner.claim(ticket, owner, self._pause)
            self.runner.carry_out(self._run)

    def job(self, job: Job) -> Job:
        return self.jobs.get(GUILD, job.id)

    def results(self, job: Job) -> list[JobResult]:
        return self.jobs.results(GUILD, job.id, after=0, limit=1_000).items

    def _pause(self, seconds: float) -> bool:
        if seconds:
            self.clock.pass_time(seconds=seconds)
            self._run.renew()
            self.patience -= 1
        return self.patience > 0

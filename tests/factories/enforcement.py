"""The services of enforcement on a small Discord and stores in memory."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from shared.adapters.discord.client import DiscordClient
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.service import ActionLog
from shared.features.cases.model import Case, CaseSource
from shared.features.enforcement.acting import Acting
from shared.features.enforcement.aftermath import Aftermath
from shared.features.enforcement.carrying import Carrying
from shared.features.enforcement.clocks import Clocks
from shared.features.enforcement.ladders import Ladders
from shared.features.enforcement.letters import Letters
from shared.features.enforcement.model import ActResult, AnyAct
from shared.features.enforcement.notification import Notification
from shared.features.enforcement.ports import Locks
from shared.features.enforcement.previews import Previews
from shared.features.enforcement.service import Enforcement
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.enforcement.sights import Sights
from shared.features.settings.service import SettingsService
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.service import Scenes
from shared.features.timers.service import TimerService
from shared.kernel.commands import MemberView
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import BOT_ROLE, GUILD, MEMBERS, MODS, OWNER, a_role, a_snapshot
from tests.fakes.actions import FakeActions
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import FakeClock
from tests.fakes.discord_rest import FakeLimiter
from tests.fakes.notices import FakeNotices
from tests.fakes.settings import FakeSettingsStore
from tests.fakes.short_lived import FakeCache, FakeLocks
from tests.fakes.small_discord import SmallDiscord
from tests.fakes.timers import FakeTimers

DANA, EVE, BRUNO = map(Snowflake, (500, 501, 502))
CHIDI, BOT = map(Snowflake, (80351110224678902, 80351110224678901))  # as long as ids are that stamps are read by
HELPER, LOUD = Snowflake(31), Snowflake(32)
SITE = "https://us"
BOT_MAY = [Permission.KICK_MEMBERS, Permission.BAN_MEMBERS, Permission.MODERATE_MEMBERS]
BOT_MAY += [Permission.MANAGE_ROLES, Permission.MANAGE_NICKNAMES, Permission.CHANGE_NICKNAME]


class Court:
    """A guild with a moderator (`CHIDI`) and members; what is kept outlives the services, which `reopen` makes anew."""

    def __init__(self, locks: Locks | None = None, **settings: Any) -> None:
        self._locks = locks or FakeLocks()
        self.clock = FakeClock()
        self.discord = SmallDiscord(self.clock)
        self.actions, self.case_store, self.timer_store = FakeActions(), FakeCases(), FakeTimers()
        self.settings = SettingsService(FakeSettingsStore())
        self.notices, self.memory = FakeNotices(), FakeCache(self.clock)
        self.bot_permissions: list[Permission] = BOT_MAY
        self.locale = "en-US"
        self.settings.change(GUILD, FEATURE, EnforcementSettings(**settings), 0)
        for user_id, name, *roles in (
            *((DANA, "dana", MEMBERS), (EVE, "eve"), (BRUNO, "bruno", BOT_ROLE)),
            *((CHIDI, "chidi", MODS), (OWNER, "ada"), (BOT, "bot", BOT_ROLE)),
        ):
            self.discord.join(int(user_id), str(name), *(int(role) for role in roles))
        self.reopen()

    def reopen(self) -> None:
        """Make the services anew, as another process does."""
        self.cases = a_case_service(self.case_store, self.clock)
        client = DiscordClient(self.discord, FakeLimiter())
        log = ActionLog(self.actions, self.clock, lambda: len(self.actions.stored))
        self.changes = GuildChanges(lambda: client, log, self, self._name_of)
        scenes = Scenes(self, self, self.clock)  # type: ignore[arg-type] # what scenes ask of snapshots, this tells
        sights = Sights(scenes, lambda: client)
        self.timers = TimerService(self.timer_store, self.cases, self.notices, self.clock, lambda _: None)
        clocks, ladders = Clocks(self.timers), Ladders(self.cases)
        notification = Notification(Letters(lambda: client, self.memory), SITE)
        carrying = Carrying(self.changes, sights, lambda: client)
        self.enforcement = Enforcement(
            self.cases,
            self.settings,
            self._locks,
            Acting(self.cases, sights, carrying, clocks, notification),
            Aftermath(self.cases, clocks, self.notices),
            Previews(self.cases, sights, notification, ladders),
            ladders,
            name_of=self._name_of,
            guild_of=self.of,
            clock=self.clock,
        )

    def take(self, act: AnyAct, *, key: str = "k", by: Snowflake = CHIDI, **more: Any) -> ActResult:
        author = Author(user_id=by, guild_id=GUILD, reason=act.reason)
        return self.enforcement.take(author, act, source=CaseSource.WEB, key=key, **more)

    def all_cases(self) -> list[Case]:
        return [case for _, case in sorted(self.case_store.stored.items())]

    def of(self, guild_id: Snowflake) -> GuildSnapshot:
        assert guild_id == GUILD
        roles = [
            a_role(GUILD, 0, Permission.VIEW_CHANNEL, name="@everyone"),
            a_role(MEMBERS, 1, name="Members"),
            a_role(HELPER, 2, name="Helper"),
            a_role(LOUD, 3, name="Loud"),
            a_role(MODS, 4, Permission.MANAGE_ROLES, name="Mods"),
            a_role(BOT_ROLE, 5, *self.bot_permissions, name="Bot"),
        ]
        snapshot = a_snapshot(roles=roles)
        bot = replace(snapshot.bot, user=replace(snapshot.bot.user, id=BOT))
        return replace(snapshot, guild=replace(snapshot.guild, preferred_locale=self.locale), bot=bot)

    def forget(self, guild_id: Snowflake) -> None:
        """As snapshots do; here nothing is remembered."""

    def member(self, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        """As whoever knows the members."""
        assert guild_id == GUILD
        found = self.discord.members.get(int(user_id))
        if found is None:
            return MemberView(member=False)
        until = found.get("communication_disabled_until")
        return MemberView(
            member=True,
            role_ids=[Snowflake(int(role_id)) for role_id in found["roles"]],
            timed_out_until=datetime.fromisoformat(until) if until else None,
        )

    def _name_of(self, user_id: Snowflake) -> str:
        return self.discord.users.get(int(user_id), "somebody")

"""Where an access is found out, how long it is remembered, and when it is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.adapters.discord_payloads import UserGuild
from shared.features.access.changes import AccessChanges
from shared.features.access.granted import MOST_ASKED, GrantedGuilds
from shared.features.access.model import AccessSource, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.features.access.service import AccessPorts, AccessService
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.kernel.commands import MemberView
from shared.kernel.effects import DeactivateGuild, ForgetAccess, UpsertGuild
from shared.kernel.errors import (
    BotTimeoutError,
    BotUnavailableError,
    DiscordUnavailableError,
    GrantRevokedError,
    GuildForbiddenError,
    PermissionMissingError,
)
from shared.kernel.events import GuildPayload
from shared.kernel.snowflakes import Snowflake
from tests.fakes.access import FakeBots, FakeFollowers, FakeGrants, FakeUserGuilds
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.guilds import FakeGuildStore
from tests.fakes.short_lived import FakeCache, FakeLocks

GUILD, BOT, ADA, ROLE = Snowflake(1), Snowflake(9), Snowflake(70), Snowflake(2)
MINUTE = timedelta(seconds=60)
VIEWERS = AccessSettings(grants=[RoleGrant(role_id=ROLE, permissions=[GuildPermission.VIEW])])
A_VIEWER = MemberView(member=True, role_ids=[ROLE])


class Hall:
    """One guild with the bot in it, and Ada, a member."""

    def __init__(self) -> None:
        self.clock, self.bots, self.grants = FakeClock(), FakeBots(), FakeGrants()
        self.discord, self.records, self.followers = FakeUserGuilds(), FakeGuildStore(), FakeFollowers()
        self.remembered = RememberedAccess(FakeCache(self.clock))
        ports = AccessPorts(
            guilds=self.discord, records=self.records, bots=self.bots, grants=self.grants, locks=FakeLocks()
        )
        self.access = AccessService(lambda: ports, self.remembered, self.clock)
        self.changes = AccessChanges(self.remembered, self.discord.forget, self.grants, self.followers, self.clock)
        self.is_in_discords_list(GUILD)
        self.has_the_bot(GUILD)
        self.bots.members[ADA] = A_VIEWER
        self.grants.settings[GUILD] = VIEWERS

    def is_in_discords_list(self, *guild_ids: int, permissions: int = 0) -> None:
        self.discord.guilds = [
            UserGuild(id=Snowflake(guild_id), name="g", permissions=str(permissions)) for guild_id in guild_ids
        ]

    def has_the_bot(self, guild_id: int) -> None:
        guild = GuildPayload(id=Snowflake(guild_id), name="g", icon=None, owner_id=Snowflake(5), member_count=1)
        self.records.write([UpsertGuild(bot_id=BOT, guild=guild, seen_at=NOON)])

    def loses_the_bot(self) -> None:
        self.records.write([DeactivateGuild(bot_id=BOT, guild_id=GUILD, seen_at=NOON)])

    def held(self) -> list[GuildPermission]:
        return self.access.of(ADA, GUILD).permissions


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_the_bot_tells_where_it_is(hall: Hall) -> None:
    hall.is_in_discords_list(GUILD, permissions=8)  # Discord's answer may be a minute behind

    access = hall.access.of(ADA, GUILD)

    assert (access.permissions, access.source) == ([GuildPermission.VIEW], AccessSource.BOT)


def test_discord_tells_where_the_bot_is_not(hall: Hall) -> None:
    hall.loses_the_bot()
    assert hall.held() == []
    hall.access.forget(GUILD, ADA)
    hall.is_in_discords_list(GUILD, permissions=8)

    access = hall.access.of(ADA, GUILD)

    assert (access.permissions, access.source) == (list(GuildPermission), AccessSource.DISCORD)
    assert hall.bots.asked == []


def test_no_bot_is_asked_about_strangers(hall: Hall) -> None:
    hall.is_in_discords_list()

    with pytest.raises(GuildForbiddenError):
        hall.access.require_view(ADA, GUILD)

    assert hall.bots.asked == []


@pytest.mark.parametrize("refusal", [BotUnavailableError, BotTimeoutError])
def test_while_the_bot_is_away_administrators_go_on_and_for_others_nobody_can_tell(
    hall: Hall, refusal: type[BotUnavailableError]
) -> None:
    hall.bots.refusal = refusal
    with pytest.raises(BotUnavailableError):
        hall.held()
    hall.is_in_discords_list(GUILD, permissions=8)

    assert hall.held() == list(GuildPermission)


def test_while_discord_is_away_the_bot_tells_alone(hall: Hall) -> None:
    hall.discord.refusal = DiscordUnavailableError

    assert hall.held() == [GuildPermission.VIEW]
    hall.access.forget(GUILD, ADA)
    hall.bots.refusal = BotUnavailableError
    with pytest.raises(DiscordUnavailableError):
        hall.held()
    hall.loses_the_bot()
    with pytest.raises(DiscordUnavailableError):
        hall.held()


def test_who_took_our_grant_back_at_discord_is_not_served_by_the_bot_either(hall: Hall) -> None:
    hall.discord.refusal = GrantRevokedError

    with pytest.raises(GrantRevokedError):
        hall.held()


def test_where_nothing_is_granted_an_absent_bot_hides_nothing(hall: Hall) -> None:
    hall.bots.refusal = BotUnavailableError
    hall.grants.settings.clear()

    assert hall.held() == []


def test_the_bot_is_asked_once_a_minute_however_many_want_to_know(hall: Hall) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hall.held(), range(8)))
    hall.clock.pass_time(seconds=59)
    hall.held()
    assert (hall.bots.asked, answers) == ([ADA], [[GuildPermission.VIEW]] * 8)

    hall.clock.pass_time(seconds=1)
    hall.held()

    assert hall.bots.asked == [ADA, ADA]


def test_what_discord_told_is_not_kept_beyond_a_minute_in_all(hall: Hall) -> None:
    hall.loses_the_bot()
    hall.is_in_discords_list(GUILD, permissions=8)
    hall.held()
    hall.is_in_discords_list(GUILD)

    hall.clock.pass_time(seconds=20)  # of the 40 s that the list itself may be old by then

    assert hall.held() == []


@pytest.mark.parametrize("whom", [ADA, None])
def test_what_is_forgotten_is_found_out_anew(hall: Hall, whom: Snowflake | None) -> None:
    hall.held()
    hall.bots.members[ADA] = MemberView(member=True)

    hall.access.forget(GUILD, whom)

    assert hall.held() == []


def test_what_is_forgotten_of_others_stays(hall: Hall) -> None:
    hall.held()

    hall.access.forget(GUILD, Snowflake(71))
    hall.access.forget(Snowflake(2), ADA)
    hall.access.forget(Snowflake(2), None)
    hall.held()

    assert hall.bots.asked == [ADA]


@pytest.mark.parametrize("whom", [ADA, None])
def test_what_was_asked_before_a_change_and_answered_after_it_is_never_served(
    hall: Hall, whom: Snowflake | None
) -> None:
    stamp, _ = hall.remembered.find(GUILD, ADA)
    old = hall.access.of(ADA, GUILD)
    hall.bots.members[ADA] = MemberView(member=False)

    hall.access.forget(GUILD, whom)
    hall.remembered.keep(GUILD, ADA, stamp, old, MINUTE)

    assert hall.held() == []


def test_a_permission_that_is_missing_is_named(hall: Hall) -> None:
    with pytest.raises(PermissionMissingError) as missing:
        hall.access.require(ADA, GUILD, GuildPermission.MANAGE_ACCESS)

    assert missing.value.details == {"missing": ["manage-access"]}


def test_roles_are_known_where_the_bot_is(hall: Hall) -> None:
    assert hall.access.roles(GUILD) == []
    hall.loses_the_bot()

    with pytest.raises(BotUnavailableError):
        hall.access.roles(GUILD)


def test_only_guilds_that_grant_something_are_asked_about_and_no_more_than_a_few(hall: Hall) -> None:
    guild_ids = [Snowflake(guild_id) for guild_id in range(1, 60)]
    hall.is_in_discords_list(*guild_ids)
    for guild_id in guild_ids:
        hall.has_the_bot(guild_id)
    granted = GrantedGuilds(hall.access, hall.grants)

    assert granted.of(ADA, guild_ids) == {GUILD}
    assert hall.bots.asked == [ADA]
    hall.grants.settings = dict.fromkeys(guild_ids, VIEWERS)
    assert len(granted.of(ADA, guild_ids)) == MOST_ASKED


def test_a_guild_whose_bot_is_away_is_not_listed(hall: Hall) -> None:
    hall.bots.refusal = BotUnavailableError

    assert GrantedGuilds(hall.access, hall.grants).of(ADA, [GUILD]) == set()


def lost(user_id: Snowflake | None, member: MemberView | None = None) -> ForgetAccess:
    return ForgetAccess(guild_id=GUILD, user_id=user_id, member=member)


def test_of_several_reports_of_one_batch_the_last_counts(hall: Hall) -> None:
    gone = MemberView(member=False)

    hall.changes.apply([lost(ADA, gone), lost(ADA, A_VIEWER)])
    assert hall.followers.ended == []

    hall.changes.apply([lost(ADA, A_VIEWER), lost(ADA, gone)])
    assert hall.followers.ended == [(GUILD, {ADA})]
    assert hall.discord.forgotten == [ADA, ADA]


def test_where_everybody_is_asked_anew_nobody_is_ended_alone(hall: Hall) -> None:
    hall.changes.apply([lost(ADA, MemberView(member=False)), lost(None)])

    assert (hall.followers.asked_anew, hall.followers.ended) == ([GUILD], [])

"""What the bot answers to each command."""

import msgspec
import pytest

from bot_worker.commands.answers import Answers
from shared.kernel.commands import (
    BotStatus,
    MemberView,
    Ping,
    Pong,
    QueryMembers,
    ReadMember,
    ReadRoles,
    RoleViews,
    RunEffects,
    SettingsChanged,
    Status,
    Watch,
)
from shared.kernel.errors import BotUnavailableError, NotFoundError
from shared.kernel.guild_effects import EffectResult, EffectResults, EndTimeout
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake

OURS, FOREIGN = Snowflake(5), Snowflake(6)


class Connected:
    is_connected = True
    latency_ms = 42
    guild_count = 3


class Seeing:
    """A bot in guild 5, in which user 7 is a member."""

    async def member(self, guild_id: int, user_id: int) -> MemberView:
        if guild_id != OURS:
            raise NotFoundError
        return MemberView(member=user_id == 7)

    async def roles(self, guild_id: int) -> RoleViews:
        if guild_id != OURS:
            raise NotFoundError
        return RoleViews(roles=[])


class Acting:
    def __init__(self) -> None:
        self.ran: list[tuple[str, int]] = []

    def check(self, guild_id: Snowflake) -> None:
        if guild_id != OURS:
            raise BotUnavailableError

    async def run(self, command_id: str, effects: RunEffects) -> EffectResults:
        self.ran.append((command_id, effects.guild_id))
        return EffectResults(results=[EffectResult(code="ok")])


class Finding:
    """Members of guild 5, of whom nothing is gathered yet."""

    async def query(self, query: QueryMembers) -> MemberPage:
        if query.guild_id != OURS:
            raise NotFoundError
        return MemberPage(progress=0.5)


class Told:
    def __init__(self) -> None:
        self.changes: list[tuple[Snowflake | None, str]] = []

    async def changed(self, guild_id: Snowflake | None, feature: str) -> None:
        self.changes.append((guild_id, feature))


class Bot:
    def __init__(self) -> None:
        self.watched: list[tuple[int, float]] = []
        self.settings, self.effects = Told(), Acting()
        self.answers = Answers(
            Connected(),
            Seeing(),
            self.settings,
            self.effects,
            Finding(),
            watch=lambda guild_id, seconds: self.watched.append((guild_id, seconds)),
            spooled_events=lambda: 7,
            uptime_seconds=lambda: 61.9,
        )


async def test_a_ping_is_answered_with_the_latency() -> None:
    assert await Bot().answers.to("k", Ping()) == Pong(discord_latency_ms=42)


async def test_the_status_tells_how_the_worker_does() -> None:
    status = await Bot().answers.to("k", Status())

    assert status == BotStatus(guilds=3, spooled_events=7, uptime_seconds=61, discord_latency_ms=42)


async def test_a_watch_reaches_the_batcher() -> None:
    bot = Bot()

    data = await bot.answers.to("k", Watch(guild_id=OURS, seconds=300))

    assert (data, bot.watched) == ({}, [(5, 300)])


async def test_changed_settings_reach_whoever_goes_by_them() -> None:
    bot = Bot()

    await bot.answers.to("k", SettingsChanged(guild_id=OURS, feature="events"))
    await bot.answers.to("k", SettingsChanged(guild_id=None, feature="events"))

    assert bot.settings.changes == [(OURS, "events"), (None, "events")]


async def test_a_member_and_the_roles_are_told() -> None:
    bot = Bot()

    member = await bot.answers.to("k", ReadMember(guild_id=OURS, user_id=Snowflake(7)))
    roles = await bot.answers.to("k", ReadRoles(guild_id=OURS))

    assert (member, roles) == (MemberView(member=True), RoleViews(roles=[]))


async def test_what_the_bot_cannot_tell_is_refused_with_the_reason() -> None:
    with pytest.raises(NotFoundError):
        await Bot().answers.to("k", ReadMember(guild_id=FOREIGN, user_id=Snowflake(7)))


async def test_effects_are_carried_out_under_their_command_s_id() -> None:
    bot = Bot()

    results = await bot.answers.to("k", effects_in(OURS))

    assert isinstance(results, msgspec.Struct)
    assert bot.effects.ran == [("k", OURS)]


def test_effects_in_a_guild_that_is_not_here_are_not_even_begun() -> None:
    answers = Bot().answers

    answers.check(effects_in(OURS))
    answers.check(ReadRoles(guild_id=FOREIGN))
    with pytest.raises(BotUnavailableError):
        answers.check(effects_in(FOREIGN))


def effects_in(guild_id: Snowflake) -> RunEffects:
    return RunEffects(guild_id=guild_id, effects=[EndTimeout(user_id=Snowflake(7))], reason="over")

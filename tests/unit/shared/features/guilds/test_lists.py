from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.adapters.discord_payloads import UserGuild
from shared.config.sections import DiscordConfig
from shared.features.guilds.administered import AdministeredGuilds
from shared.features.guilds.directory import GuildDirectory
from shared.features.guilds.links import icon_url, invite_url
from shared.kernel.effects import DeactivateGuild, UpsertGuild
from shared.kernel.errors import AppError, DiscordUnavailableError, GrantRevokedError
from shared.kernel.events import GuildPayload
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.guilds import FakeGrantedGuilds, FakeGuildStore
from tests.fakes.short_lived import FakeCache, FakeLocks

USER, BOT = Snowflake(70), Snowflake(9)
GRANTED = Snowflake(50)
DISCORD = DiscordConfig(
    api_url="https://discord/api",
    cdn_url="https://cdn",
    oauth_url="https://discord/oauth2/authorize",
    client_id=BOT,
    client_secret="secret",
    oauth_scopes="identify",
    callback_url="https://us/callback",
)


def a_guild(guild_id: int, name: str = "Café", *, owner: bool = False, permissions: int = 8) -> UserGuild:
    return UserGuild(id=Snowflake(guild_id), name=name, owner=owner, permissions=str(permissions))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def discord(clock: FakeClock) -> FakeDiscord:
    return FakeDiscord(clock)


@pytest.fixture
def administered(discord: FakeDiscord, clock: FakeClock) -> AdministeredGuilds:
    return AdministeredGuilds(discord.list_guilds, FakeCache(clock), FakeLocks())


@pytest.fixture
def store() -> FakeGuildStore:
    return FakeGuildStore()


@pytest.fixture
def directory(administered: AdministeredGuilds, store: FakeGuildStore) -> GuildDirectory:
    return GuildDirectory(administered, FakeGrantedGuilds(GRANTED), store, DISCORD)


def with_bot(store: FakeGuildStore, guild_id: int) -> None:
    guild = GuildPayload(id=Snowflake(guild_id), name="n", icon=None, owner_id=Snowflake(5), member_count=42)
    store.write([UpsertGuild(bot_id=BOT, guild=guild, seen_at=NOON)])


def test_owners_and_administrators_see_a_guild_and_others_do_not(
    administered: AdministeredGuilds, discord: FakeDiscord
) -> None:
    everything_else = int(~Permission.ADMINISTRATOR & ((1 << 53) - 1))
    discord.guilds = [
        a_guild(1, owner=True, permissions=0),
        a_guild(2, permissions=Permission.ADMINISTRATOR),
        a_guild(3, permissions=everything_else),
    ]

    assert [guild.id for guild in administered.of_user(USER)] == [1, 2]


def test_discord_is_asked_every_forty_seconds_however_many_want_to_know(
    administered: AdministeredGuilds, discord: FakeDiscord, clock: FakeClock
) -> None:
    discord.guilds = [a_guild(1)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(administered.of_user, [USER] * 8))

    clock.pass_time(seconds=39)
    administered.of_user(USER)
    assert discord.calls == ["guilds 70"]
    assert answers == [discord.guilds] * 8

    clock.pass_time(seconds=1)
    administered.of_user(USER)
    assert discord.calls == ["guilds 70"] * 2


@pytest.mark.parametrize(("error", "seconds"), [(GrantRevokedError, 30), (DiscordUnavailableError, 5)])
def test_a_refusal_of_discords_is_remembered_for_a_moment(
    administered: AdministeredGuilds, discord: FakeDiscord, clock: FakeClock, error: type[AppError], seconds: int
) -> None:
    discord.refusal = error
    for _ in range(5):
        with pytest.raises(error):
            administered.of_user(USER)
    assert discord.calls == ["guilds 70"]
    discord.refusal = None

    clock.pass_time(seconds=seconds)

    assert administered.of_user(USER) == []


def test_who_logs_in_anew_is_asked_for_anew(administered: AdministeredGuilds, discord: FakeDiscord) -> None:
    discord.refusal = GrantRevokedError
    with pytest.raises(GrantRevokedError):
        administered.of_user(USER)
    discord.refusal = None

    administered.forget(USER)

    assert administered.of_user(USER) == []


def test_what_is_remembered_of_one_user_is_not_anothers(administered: AdministeredGuilds, discord: FakeDiscord) -> None:
    discord.guilds = [a_guild(1)]
    administered.of_user(USER)
    discord.guilds = []

    assert administered.of_user(Snowflake(71)) == []


def test_guilds_with_the_bot_come_first_and_then_names_count(
    directory: GuildDirectory, discord: FakeDiscord, store: FakeGuildStore
) -> None:
    discord.guilds = [a_guild(1, "b"), a_guild(2, "A"), a_guild(3, "z"), a_guild(4, "Y")]
    with_bot(store, 3)
    with_bot(store, 4)

    listed = directory.list_for(USER)

    assert [(guild.name, guild.bot_present, guild.member_count) for guild in listed] == [
        ("Y", True, 42),
        ("z", True, 42),
        ("A", False, None),
        ("b", False, None),
    ]


def test_a_guild_that_the_bot_left_is_listed_without_it(
    directory: GuildDirectory, discord: FakeDiscord, store: FakeGuildStore
) -> None:
    discord.guilds = [a_guild(1)]
    with_bot(store, 1)
    store.write([DeactivateGuild(bot_id=BOT, guild_id=Snowflake(1), seen_at=NOON)])

    (guild,) = directory.list_for(USER)

    assert (guild.bot_present, guild.member_count) == (False, None)


def test_the_link_adds_our_bot_to_that_guild_with_what_it_needs() -> None:
    query = parse_qs(urlsplit(invite_url(DISCORD, Snowflake(7))).query)

    assert query["client_id"] == ["9"]
    assert query["scope"] == ["bot applications.commands"]
    assert (query["guild_id"], query["disable_guild_select"]) == (["7"], ["true"])
    asked = Permission(int(query["permissions"][0]))
    assert Permission.BAN_MEMBERS in asked
    assert Permission.ADMINISTRATOR not in asked


def test_a_guild_without_an_image_has_no_address_of_one() -> None:
    assert icon_url(DISCORD, Snowflake(7), None) is None
    assert icon_url(DISCORD, Snowflake(7), "a1") == "https://cdn/icons/7/a1.png?size=128"


def test_a_guild_that_grants_a_view_is_listed_where_the_bot_is(
    directory: GuildDirectory, discord: FakeDiscord, store: FakeGuildStore
) -> None:
    discord.guilds = [a_guild(GRANTED, permissions=0), a_guild(51, permissions=0)]
    before = directory.list_for(USER)
    with_bot(store, GRANTED)
    with_bot(store, 51)

    after = directory.list_for(USER)

    assert before == []
    assert [guild.id for guild in after] == [GRANTED]

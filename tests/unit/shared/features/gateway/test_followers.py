"""Who follows a guild is told when it is over, or comes back to be asked; nobody else notices."""

import pytest

from shared.features.gateway.followers import GuildFollowers
from shared.kernel import json
from shared.kernel.errors import AppError, NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import ErrorMessage
from tests.factories.gateway import USER, a_connection, a_watcher
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakeWatchers

HERE, ELSEWHERE = Snowflake(1), Snowflake(2)


class Streaming:
    """Connections that take messages; those `unreachable` raise."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, ErrorMessage]] = []
        self.closed: list[str] = []
        self.unreachable: type[AppError] | None = None

    def post(self, connection_id: str, message: bytes) -> None:
        if self.unreachable:
            raise self.unreachable
        self.sent.append((connection_id, json.Decoder(ErrorMessage).decode(message)))

    def close(self, connection_id: str) -> None:
        if self.unreachable:
            raise self.unreachable
        self.closed.append(connection_id)


class Audience:
    """One connection follows both guilds."""

    def __init__(self) -> None:
        store = FakeGatewayStore()
        store.open["c"] = a_connection("c")
        self.watchers, self.streaming = FakeWatchers(store), Streaming()
        for guild_id in (HERE, ELSEWHERE):
            self.watchers.add(a_watcher("c", guild_id=guild_id), 20, NOON.replace(hour=23))
        self.followers = GuildFollowers(self.watchers, self.streaming, FakeClock())

    @property
    def followed(self) -> set[Snowflake]:
        return {watcher.guild_id for watcher in self.watchers.of_guilds({HERE, ELSEWHERE}, NOON)}


@pytest.fixture
def audience() -> Audience:
    return Audience()


def test_what_a_user_follows_of_a_guild_ends_and_they_are_told(audience: Audience) -> None:
    audience.followers.end(HERE, [USER])

    ((connection_id, told),) = audience.streaming.sent
    assert (connection_id, told.code, told.guild_id) == ("c", "guild_forbidden", HERE)
    assert audience.followed == {ELSEWHERE}


def test_others_go_on(audience: Audience) -> None:
    audience.followers.end(HERE, [Snowflake(USER + 1)])

    assert (audience.streaming.sent, audience.followed) == ([], {HERE, ELSEWHERE})


def test_who_is_to_be_asked_anew_is_disconnected(audience: Audience) -> None:
    audience.followers.ask_anew(HERE)

    assert audience.streaming.closed == ["c"]


@pytest.mark.parametrize("error", [NotFoundError, UnavailableError])
def test_who_cannot_be_reached_follows_no_more_all_the_same(audience: Audience, error: type[AppError]) -> None:
    audience.streaming.unreachable = error

    audience.followers.ask_anew(HERE)
    audience.followers.end(ELSEWHERE, [USER])

    assert audience.followed == set()

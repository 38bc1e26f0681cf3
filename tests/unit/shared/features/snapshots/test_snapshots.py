"""A snapshot is read once for all, and never served after something has changed."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from shared.features.snapshots.changes import SnapshotChanges
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.remembered import RememberedSnapshots
from shared.features.snapshots.service import Scenes, Snapshots
from shared.kernel.commands import MemberView
from shared.kernel.errors import NotFoundError, StoreUnavailableError
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import a_message
from tests.factories.snapshots import BOT, GUILD, MODS, PERSON, STAFF, a_channel, a_snapshot, an_overwrite
from tests.fakes.clock import FakeClock
from tests.fakes.short_lived import FakeCache, FakeLocks


class FakeDiscord:
    """A guild that counts how often it is read, and lets somebody do something meanwhile."""

    def __init__(self) -> None:
        self.snapshot = a_snapshot(a_channel(STAFF, an_overwrite(MODS, allow=1 << 10)))
        self.reads = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def read(self, guild_id: Snowflake) -> GuildSnapshot:
        self.reads += 1
        if guild_id != GUILD:
            raise NotFoundError
        read = self.snapshot
        self.meanwhile()
        return read

    def guild_of_channel(self, channel_id: Snowflake) -> Snowflake:
        self.reads += 1
        if channel_id != STAFF:
            raise NotFoundError
        return GUILD


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.memory = FakeCache(self.clock)
        self.discord = FakeDiscord()
        self.snapshots = Snapshots(self.discord, RememberedSnapshots(self.memory), self.memory, FakeLocks())
        self.changes = SnapshotChanges(lambda: self.memory)

    def happens(self, kind: str, user_id: Snowflake | None = None) -> None:
        event: Event = replace(a_message(guild_id=GUILD), type=kind, user_id=user_id)
        self.changes.apply([event], BOT)


@pytest.fixture
def world() -> World:
    return World()


def test_a_snapshot_is_read_once(world: World) -> None:
    assert world.snapshots.of(GUILD) == world.snapshots.of(GUILD) == world.discord.snapshot
    assert world.discord.reads == 1


def test_a_snapshot_grows_old(world: World) -> None:
    world.snapshots.of(GUILD)
    world.clock.pass_time(seconds=61)

    world.snapshots.of(GUILD)

    assert world.discord.reads == 2


@pytest.mark.parametrize("kind", [EventType.CHANNEL_UPDATE, EventType.ROLE_DELETE, EventType.OWNER_CHANGE])
def test_what_changes_the_guild_has_it_read_anew(world: World, kind: EventType) -> None:
    world.snapshots.of(GUILD)

    world.happens(kind)
    world.snapshots.of(GUILD)

    assert world.discord.reads == 2


def test_the_bots_own_roles_are_part_of_a_snapshot(world: World) -> None:
    world.snapshots.of(GUILD)

    world.happens(EventType.MEMBER_UPDATE, user_id=PERSON)
    world.snapshots.of(GUILD)
    assert world.discord.reads == 1

    world.happens(EventType.MEMBER_UPDATE, user_id=BOT)
    world.snapshots.of(GUILD)
    assert world.discord.reads == 2


def test_what_was_read_before_a_change_is_never_served_after_it(world: World) -> None:
    world.discord.meanwhile = lambda: world.happens(EventType.CHANNEL_UPDATE)

    world.snapshots.of(GUILD)
    world.discord.meanwhile = lambda: None
    world.snapshots.of(GUILD)

    assert world.discord.reads == 2


def test_messages_change_no_snapshot(world: World) -> None:
    world.snapshots.of(GUILD)

    world.happens(EventType.MESSAGE_CREATE)
    world.snapshots.of(GUILD)

    assert world.discord.reads == 1


def test_whoever_is_about_to_change_something_reads_anew(world: World) -> None:
    world.snapshots.of(GUILD)

    world.snapshots.fresh(GUILD)

    assert world.discord.reads == 2


def test_a_channels_guild_is_found_once_and_so_is_that_there_is_none(world: World) -> None:
    for _ in range(2):
        assert world.snapshots.guild_of_channel(STAFF) == GUILD
        with pytest.raises(NotFoundError):
            world.snapshots.guild_of_channel(Snowflake(404))

    assert world.discord.reads == 2


def test_without_redis_events_go_on(world: World) -> None:
    def gone() -> FakeCache:
        raise StoreUnavailableError

    SnapshotChanges(gone).apply([replace(a_message(), type=EventType.ROLE_UPDATE)], BOT)


class _Members:
    def __init__(self, view: MemberView) -> None:
        self._view = view

    def member(self, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        del guild_id, user_id
        return self._view


def test_a_scene_has_the_person_as_they_are_now(world: World) -> None:
    members = _Members(MemberView(member=True, role_ids=[MODS]))

    scene = Scenes(world.snapshots, members, world.clock).of(GUILD, PERSON)

    assert scene.person.role_ids == {MODS}
    assert scene.channel(STAFF).name == "staff"


def test_who_is_no_member_sets_no_scene(world: World) -> None:
    with pytest.raises(NotFoundError):
        Scenes(world.snapshots, _Members(MemberView(member=False)), world.clock).of(GUILD, PERSON)

"""A world survives a restart."""

from datetime import timedelta
from pathlib import Path

import msgspec

from infra.discord_sim.community.founding import found
from infra.discord_sim.community.life import Life
from infra.discord_sim.community.people import application_id
from infra.discord_sim.oauth.grants import Grants
from infra.discord_sim.options import Options, default_credentials
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.state import Origin, StateFile
from infra.discord_sim.world.clock import stopped_at
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import NOON

ORIGIN = Origin(seed=1, guilds=2, members=40, client_id=application_id(1))


def a_simulator() -> tuple[Simulator, Grants]:
    world = World(1, stopped_at(NOON))
    community = found(world, client_id=ORIGIN.client_id, guilds=2, members=40)
    Life(world, community, 60.0).advance(timedelta(minutes=5))
    credentials = default_credentials(1, ORIGIN.client_id)
    simulator = Simulator(world, Options(base_url="http://127.0.0.1:1", credentials=credentials))
    return simulator, Grants(world.clock, lambda: "token")


def a_fresh_one() -> tuple[Simulator, Grants]:
    world = World(1, stopped_at(NOON))
    credentials = default_credentials(1, ORIGIN.client_id)
    simulator = Simulator(world, Options(base_url="http://127.0.0.1:1", credentials=credentials))
    return simulator, Grants(world.clock, lambda: "token")


def test_guilds_people_messages_and_skipped_time_come_back(tmp_path: Path) -> None:
    simulator, grants = a_simulator()
    simulator.bot_token = "reset"
    again, grants_again = a_fresh_one()
    file = StateFile(tmp_path / "world", ORIGIN)

    file.save(simulator, grants)
    restored = file.restore(again, grants_again)

    before, after = simulator.world, again.world
    assert restored
    assert again.bot_token == "reset"
    assert after.clock.now() == before.clock.now()
    assert after.users == before.users
    assert after.guilds == before.guilds
    assert after.channels == before.channels
    assert after.guilds.keys() == before.guilds.keys()
    assert all(after.channels[each.id] is each for one in after.guilds.values() for each in one.channels.values())
    assert after.messages == before.messages


def test_a_file_of_another_world_is_left_alone(tmp_path: Path) -> None:
    simulator, grants = a_simulator()
    path = tmp_path / "world"
    StateFile(path, ORIGIN).save(simulator, grants)
    other = StateFile(path, msgspec.structs.replace(ORIGIN, seed=2))

    assert not other.restore(*a_fresh_one())
    assert not StateFile(tmp_path / "none", ORIGIN).restore(*a_fresh_one())


def test_a_broken_file_is_no_world(tmp_path: Path) -> None:
    path = tmp_path / "world"
    path.write_bytes(b"{broken")

    assert not StateFile(path, ORIGIN).restore(*a_fresh_one())

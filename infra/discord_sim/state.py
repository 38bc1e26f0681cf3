"""Keep a world across restarts: a snapshot in a file."""

import logging
from datetime import timedelta
from pathlib import Path

import msgspec

from infra.discord_sim.oauth.grants import Grant, Grants
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.model import (
    Application,
    ApplicationCommand,
    Channel,
    Guild,
    Invite,
    Message,
    User,
    Webhook,
)
from infra.discord_sim.world.world import World

log = logging.getLogger(__name__)

_VERSION = 1
_MESSAGES_PER_CHANNEL = 200


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a world was made from; a snapshot of another origin is not taken up."""

    seed: int
    guilds: int
    members: int
    client_id: int
    version: int = _VERSION


class Snapshot(msgspec.Struct, kw_only=True):
    """All that survives a restart: messages are capped per channel, uploads and interactions are left out."""

    origin: Origin
    skipped_seconds: float
    bot_token: str
    users: list[User]
    applications: list[Application]
    guilds: list[Guild]
    direct_messages: list[Channel]
    messages: list[Message]
    webhooks: list[Webhook]
    invites: list[Invite]
    commands: list[ApplicationCommand]
    grants: list[Grant]


class StateFile:
    """A snapshot on disk, replaced as a whole."""

    def __init__(self, path: Path, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._saved = b""

    def save(self, simulator: Simulator, grants: Grants) -> None:
        """Write what there is now, unless that is what was written last."""
        encoded = msgspec.json.encode(_snapshot(self._origin, simulator, grants))
        if encoded == self._saved:
            return
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(encoded)
        fresh.replace(self._path)
        self._saved = encoded

    def restore(self, simulator: Simulator, grants: Grants) -> bool:
        """Replace the world's contents with the file's; False if there is none of this origin."""
        if not self._path.exists():
            return False
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=Snapshot)
        except msgspec.DecodeError:
            log.warning("state.unreadable", extra={"path": str(self._path)})
            return False
        if found.origin != self._origin:
            log.warning("state.of_another_world", extra={"path": str(self._path)})
            return False
        _take_up(found, simulator, grants)
        return True


def _snapshot(origin: Origin, simulator: Simulator, grants: Grants) -> Snapshot:
    world = simulator.world
    kept = [list(each.values())[-_MESSAGES_PER_CHANNEL:] for each in world.messages.values()]
    return Snapshot(
        origin=origin,
        skipped_seconds=world.clock.skipped.total_seconds(),
        bot_token=simulator.bot_token,
        users=list(world.users.values()),
        applications=list(world.applications.values()),
        guilds=list(world.guilds.values()),
        direct_messages=[each for each in world.channels.values() if each.guild_id is None],
        messages=[message for channel in kept for message in channel],
        webhooks=list(world.webhooks.values()),
        invites=list(world.invites.values()),
        commands=list(world.commands.values()),
        grants=grants.export(),
    )


def _take_up(found: Snapshot, simulator: Simulator, grants: Grants) -> None:
    world = simulator.world
    simulator.bot_token = found.bot_token
    world.clock.advance(timedelta(seconds=found.skipped_seconds))
    world.users = {one.id: one for one in found.users}
    world.applications = {one.id: one for one in found.applications}
    _take_up_places(found, world)
    world.webhooks = {one.id: one for one in found.webhooks}
    world.invites = {one.code: one for one in found.invites}
    world.commands = {one.id: one for one in found.commands}
    grants.restore(found.grants)


def _take_up_places(found: Snapshot, world: World) -> None:
    world.guilds, world.channels, world.messages = {}, {}, {}
    for guild in found.guilds:
        world.add_guild(guild)
    for channel in found.direct_messages:
        world.add_channel(channel)
    for message in sorted(found.messages, key=lambda one: one.id):
        world.messages.setdefault(message.channel_id, {})[message.id] = message

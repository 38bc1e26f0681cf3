"""The gateway's stores in memory, held to the same contract as the tables; and a post office that forgets nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.features.gateway.model import (
    Audience,
    BotConnection,
    Connection,
    ConnectionKind,
    Delivery,
    QueuedCommand,
    Shown,
    Watcher,
)
from shared.features.gateway.rules import DELIVERY_NOTE_LIFETIME
from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake


class FakeGatewayStore:
    """What connections and watchers share; `connections` and `watchers` are the two faces of it."""

    def __init__(self) -> None:
        self.open: dict[str, Connection] = {}
        self.registered: dict[str, BotConnection] = {}
        self.following: dict[tuple[Snowflake, str], Watcher] = {}
        self.until: dict[tuple[Snowflake, str], datetime] = {}
        self.missed: dict[tuple[Snowflake, str], str] = {}
        self.deliveries: dict[tuple[str, int], Delivery] = {}
        self.connections = FakeConnections(self)
        self.watchers = FakeWatchers(self)


class FakeConnections:
    def __init__(self, store: FakeGatewayStore) -> None:
        self._store = store

    def add(self, connection: Connection) -> None:
        self._store.open[connection.id] = connection

    def load(self, connection_id: str) -> Connection:
        if connection_id not in self._store.open:
            raise NotFoundError
        return self._store.open[connection_id]

    def of_user(self, user_id: Snowflake, login_id: str = "") -> list[str]:
        return [
            each.id
            for each in self._store.open.values()
            if each.login_id and each.owner_id == user_id and login_id in ("", each.login_id)
        ]

    def forget(self, connection_id: str) -> None:
        connection = self._store.open.pop(connection_id, None)
        if connection is None:
            return
        if connection.kind is ConnectionKind.BOT:
            self._store.registered.pop(connection_id, None)
        for guild_id in connection.guilds:
            self._store.following.pop((guild_id, connection_id), None)

    def register(self, bot: BotConnection, expires_at: datetime) -> None:  # noqa: ARG002 - the port's name
        self._store.registered[bot.connection_id] = bot

    def bots(self, bot_id: Snowflake | None = None) -> list[BotConnection]:
        return [bot for bot in self._store.registered.values() if bot_id in (None, bot.bot_id)]

    def renew(self, connection_id: str, expires_at: datetime) -> None:
        if connection_id in self._store.open:
            self._store.open[connection_id] = replace(self._store.open[connection_id], expires_at=expires_at)

    def renew_bot(self, connection_id: str, _bot_id: Snowflake, seen_at: datetime, _expires_at: datetime) -> None:
        if connection_id in self._store.registered:
            self._store.registered[connection_id] = replace(self._store.registered[connection_id], seen_at=seen_at)


class FakeWatchers:
    def __init__(self, store: FakeGatewayStore) -> None:
        self._store = store

    def add(self, watcher: Watcher, limit: int, expires_at: datetime) -> None:
        connection = self._store.open.get(watcher.connection_id)
        if connection is None or len(connection.guilds | {watcher.guild_id}) > limit:
            raise ConflictError
        self._store.open[connection.id] = replace(connection, guilds=connection.guilds | {watcher.guild_id})
        self._store.following[_key(watcher)] = watcher
        self._store.until[_key(watcher)] = expires_at
        self._store.missed.pop(_key(watcher), None)

    def renew(self, watcher: Watcher, now: datetime, expires_at: datetime) -> None:
        if _key(watcher) not in self._store.following or self._store.until[_key(watcher)] <= now:
            raise ConflictError
        self._store.until[_key(watcher)] = expires_at

    def remove(self, watcher: Watcher) -> None:
        self._store.following.pop(_key(watcher), None)
        connection = self._store.open.get(watcher.connection_id)
        if connection is not None:
            self._store.open[connection.id] = replace(connection, guilds=connection.guilds - {watcher.guild_id})

    def show(self, watcher: Watcher, shown: Shown | None) -> str | None:
        stored = self._store.following.get(_key(watcher))
        if stored is None:
            raise ConflictError
        self._store.following[_key(watcher)] = replace(stored, shows=shown)
        return None if stored.shows is None else stored.shows.subject

    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        return [watcher for watcher in self.audience(guild_ids, now).watchers if watcher.guild_id in guild_ids]

    def audience(self, guild_ids: Collection[Snowflake], now: datetime) -> Audience:
        """All guilds are in one bucket."""
        watchers = [w for key, w in self._store.following.items() if self._store.until[key] > now]
        deliveries = [d for d in self._store.deliveries.values() if d.until + DELIVERY_NOTE_LIFETIME > now]
        return Audience(watchers=watchers if guild_ids else [], deliveries=deliveries if guild_ids else [])

    def watched(self, now: datetime) -> set[Snowflake]:
        return {watcher.guild_id for key, watcher in self._store.following.items() if self._store.until[key] > now}

    def begin(self, delivery: Delivery) -> None:
        self._store.deliveries[delivery.batch_id, delivery.part] = delivery

    def end(self, delivery: Delivery) -> None:
        self._store.deliveries.pop((delivery.batch_id, delivery.part), None)

    def note_missed(self, watcher: Watcher, batch_id: str) -> bool:
        stored = self._store.following.get(_key(watcher))
        if stored is None or stored.catch_up is None:
            return False
        self._store.missed[_key(watcher)] = batch_id
        return True

    def go_live(self, watcher: Watcher, missed: str | None) -> str | None:
        stored = self._store.following.get(_key(watcher))
        if stored is None or stored.catch_up is None or watcher.catch_up is None:
            raise ConflictError
        if stored.catch_up.id != watcher.catch_up.id:
            raise ConflictError
        latest = self._store.missed.get(_key(watcher))
        if latest != missed:
            return latest
        self._store.following[_key(watcher)] = replace(stored, catch_up=None)
        self._store.missed.pop(_key(watcher), None)
        return None


def _key(watcher: Watcher) -> tuple[Snowflake, str]:
    return watcher.guild_id, watcher.connection_id


class FakePostOffice:
    """Delivers to everybody but to those who are `gone` or cannot be `reached`."""

    def __init__(self) -> None:
        self.sent: dict[str, list[bytes]] = defaultdict(list)
        self.closed: list[str] = []
        self.gone: set[str] = set()
        self.unreachable: set[str] = set()

    def post(self, connection_id: str, message: bytes) -> None:
        if connection_id in self.gone:
            raise NotFoundError
        if connection_id in self.unreachable:
            raise UnavailableError
        self.sent[connection_id].append(message)

    def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)


class FakeTickets:
    def __init__(self) -> None:
        self.values: dict[str, tuple[bytes, timedelta]] = {}

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None:
        self.values[key] = (value, lifetime)

    def take(self, key: str) -> bytes | None:
        return self.values.pop(key, (None, None))[0]


class FakeReplies:
    """Answers every command with the next of `answers`, None for none in time."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.waited_for: list[str] = []

    def wait(self, key: str, longest: timedelta) -> bytes | None:  # noqa: ARG002 - the port's name
        self.waited_for.append(key)
        return self.answers.pop(0)

    def wait_all(self, keys: Sequence[str], longest: timedelta) -> dict[str, bytes]:
        answers = {key: self.wait(key, longest) for key in keys}
        return {key: answer for key, answer in answers.items() if answer is not None}


class FakeCommandQueue:
    def __init__(self) -> None:
        self._commands: dict[tuple[Snowflake, str], QueuedCommand] = {}
        self._dropped: list[QueuedCommand] = []

    def put(self, command: QueuedCommand) -> None:
        self._commands[command.bot_id, command.message.command_id] = command

    def pending(self, bot_id: Snowflake) -> list[QueuedCommand]:
        return [self._commands[key] for key in sorted(self._commands) if key[0] == bot_id]

    def begin(self, bot_id: Snowflake, command_id: str, worker_id: str) -> None:
        command = self._commands.get((bot_id, command_id))
        if command is None or command.begun_by not in ("", worker_id):
            raise ConflictError
        self._commands[bot_id, command_id] = replace(command, begun_by=worker_id)

    def finish(self, bot_id: Snowflake, command_id: str) -> None:
        self._commands.pop((bot_id, command_id), None)

    def drop(self, command: QueuedCommand, now: datetime) -> None:  # noqa: ARG002 - the port's name
        self.finish(command.bot_id, command.message.command_id)
        self._dropped.append(command)

    def dropped(self, bot_id: Snowflake) -> list[QueuedCommand]:
        return [command for command in self._dropped if command.bot_id == bot_id]

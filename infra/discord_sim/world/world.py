"""The whole simulated Discord in memory: what exists, ids, and who hears of changes."""

import random
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from infra.discord_sim.world.clock import Clock
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import (
    Application,
    ApplicationCommand,
    Channel,
    Guild,
    Interaction,
    Invite,
    Member,
    Message,
    Role,
    User,
    Webhook,
)
from infra.discord_sim.world.snowflakes import SnowflakeGenerator


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One gateway event on its way out. Without `user_id` it is for everyone who may see it."""

    name: str
    payload: dict[str, Any]
    guild_id: int | None = None
    user_id: int | None = None
    channel_id: int | None = None


_Thing = TypeVar("_Thing")


class World:
    """Hold everything that exists, keyed by id. Actions change it; listeners hear what they dispatch.

    Look-ups that are methods raise DiscordError (404 with Discord's code) for what does not exist.
    """

    def __init__(self, seed: int, clock: Clock) -> None:
        self.seed = seed
        self.clock = clock
        self.random = random.Random(seed)
        self.snowflakes = SnowflakeGenerator(clock)
        self.users: dict[int, User] = {}
        self.applications: dict[int, Application] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.invites: dict[str, Invite] = {}
        self.commands: dict[int, ApplicationCommand] = {}
        self.interactions: dict[int, Interaction] = {}
        self.files: dict[str, bytes] = {}
        self.cdn_url = "https://cdn.discordapp.com"
        self._listeners: list[Callable[[Dispatch], None]] = []

    def listen(self, listener: Callable[[Dispatch], None]) -> None:
        """Call `listener` with every dispatch from now on."""
        self._listeners.append(listener)

    def dispatch(
        self,
        name: str,
        payload: dict[str, Any],
        *,
        guild_id: int | None = None,
        user_id: int | None = None,
        channel_id: int | None = None,
    ) -> None:
        """Send a gateway event to those in the guild, who see the channel, or to one user only."""
        event = Dispatch(name=name, payload=payload, guild_id=guild_id, user_id=user_id, channel_id=channel_id)
        for listener in self._listeners:
            listener(event)

    def add_guild(self, guild: Guild) -> None:
        """Take a guild and its channels in, without telling anyone."""
        self.guilds[guild.id] = guild
        for channel in guild.channels.values():
            self.channels[channel.id] = channel

    def add_channel(self, channel: Channel) -> None:
        """Take a channel in, and into its guild, without telling anyone."""
        self.channels[channel.id] = channel
        if channel.guild_id is not None:
            self.guilds[channel.guild_id].channels[channel.id] = channel

    def remove_channel(self, channel: Channel) -> None:
        """Forget a channel, its messages, invites and webhooks, without telling anyone."""
        self.channels.pop(channel.id, None)
        self.messages.pop(channel.id, None)
        if channel.guild_id is not None:
            self.guilds[channel.guild_id].channels.pop(channel.id, None)
        self.invites = {code: one for code, one in self.invites.items() if one.channel_id != channel.id}
        self.webhooks = {key: one for key, one in self.webhooks.items() if one.channel_id != channel.id}

    def add_message(self, message: Message) -> None:
        """Take a message in as its channel's latest, without telling anyone."""
        self.messages.setdefault(message.channel_id, {})[message.id] = message
        self.channels[message.channel_id].last_message_id = message.id

    def user(self, user_id: int) -> User:
        """Return a user, or raise Unknown User."""
        return _found(self.users.get(user_id), Code.UNKNOWN_USER)

    def guild(self, guild_id: int) -> Guild:
        """Return a guild, or raise Unknown Guild."""
        return _found(self.guilds.get(guild_id), Code.UNKNOWN_GUILD)

    def channel(self, channel_id: int) -> Channel:
        """Return a channel of any type, or raise Unknown Channel."""
        return _found(self.channels.get(channel_id), Code.UNKNOWN_CHANNEL)

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a message, or raise Unknown Message."""
        return _found(self.messages.get(channel_id, {}).get(message_id), Code.UNKNOWN_MESSAGE)

    def application_of(self, bot_id: int) -> Application:
        """Return the application behind a bot user, or raise Unknown Application."""
        found = next((one for one in self.applications.values() if one.bot_id == bot_id), None)
        return _found(found, Code.UNKNOWN_APPLICATION)

    def guilds_of(self, user_id: int) -> list[Guild]:
        """Return the guilds that a user is in, oldest first."""
        return [guild for _, guild in sorted(self.guilds.items()) if user_id in guild.members]


def member_of(guild: Guild, user_id: int) -> Member:
    """Return a guild's member, or raise Unknown Member."""
    return _found(guild.members.get(user_id), Code.UNKNOWN_MEMBER)


def role_of(guild: Guild, role_id: int) -> Role:
    """Return a guild's role, or raise Unknown Role."""
    return _found(guild.roles.get(role_id), Code.UNKNOWN_ROLE)


def _found(thing: _Thing | None, code: Code) -> _Thing:
    if thing is None:
        raise error(code)
    return thing

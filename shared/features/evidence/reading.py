"""A message as it is now, for whoever may read it."""

from collections.abc import Callable, Sequence

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.channels import Channel, Channels
from shared.adapters.discord.resources.messages import Messages
from shared.features.channels.rules import channel_in, check_reading
from shared.features.evidence import rules
from shared.features.evidence.model import KeptMessage, NewMessage
from shared.features.evidence.ports import Scenes
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import DiscordForbiddenError, DiscordNotFoundError, GuildForbiddenError, NotFoundError
from shared.kernel.snowflakes import Snowflake


class MessageReader:
    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient]) -> None:
        self._scenes = scenes
        self._client = client

    def read(self, guild_id: Snowflake, user_id: Snowflake, wanted: NewMessage) -> KeptMessage:
        """Raise `GuildForbiddenError` for a channel that the person does not see, else `NotFoundError`."""
        channel = self._channel(self._scenes.of(guild_id, user_id), wanted.channel_id)
        try:
            message = Messages(self._client()).get(wanted.channel_id, wanted.message_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("There is no such message.") from error
        return rules.kept(message, channel.name or "")

    def seen(self, guild_id: Snowflake, user_id: Snowflake, messages: Sequence[KeptMessage]) -> list[KeptMessage]:
        """Return those that the person may see; all of them where the bot has left, with all who would be told."""
        try:
            scene = self._scenes.of(guild_id, user_id)
        except NotFoundError:
            return list(messages)
        return rules.seen_by(scene, messages)

    def _channel(self, scene: Scene, channel_id: Snowflake) -> Channel:
        """Return a channel, or a thread, whose messages the person may read."""
        if any(each.id == channel_id for each in scene.snapshot.channels):
            place = channel = channel_in(scene, channel_id)
        else:
            channel = self._thread(channel_id)
            place = rules.parent_of(scene, channel)
        check_reading(scene, place)
        return channel

    def _thread(self, channel_id: Snowflake) -> Channel:
        try:
            return Channels(self._client()).get(channel_id)
        except (DiscordNotFoundError, DiscordForbiddenError) as error:
            raise GuildForbiddenError from error

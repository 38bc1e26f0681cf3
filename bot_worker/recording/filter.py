"""Keeps out what guilds do not want recorded."""

from collections.abc import Callable, Iterator

from shared.features.events.rules.recording import is_wanted, may_be_unwanted
from shared.features.events.settings import EventSettings
from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event, EventType, VoiceStateData
from shared.kernel.snowflakes import Snowflake

Parents = Callable[[int, int], Iterator[int]]
"""Given a guild and one of its channels or threads, yields what that is part of."""

_DEFAULTS = EventSettings()
_voice = json.Decoder(VoiceStateData)


class RecordingFilter:
    """Holds the settings of the guilds that have any; of all others, and until they are read, it lets everything in."""

    def __init__(self, parents: Parents) -> None:
        self._parents = parents
        self._chosen: dict[int, EventSettings] = {}

    def should_record(self, event: Event) -> bool:
        settings = self._chosen.get(event.guild_id)
        if settings is None or not may_be_unwanted(event.type):
            return True
        return is_wanted(settings, event.type, list(self._places(event)))

    def set(self, guild_id: int, settings: EventSettings) -> None:
        if settings == _DEFAULTS:
            self.forget(guild_id)
        else:
            self._chosen[guild_id] = settings

    def forget(self, guild_id: int) -> None:
        self._chosen.pop(guild_id, None)

    def _places(self, event: Event) -> Iterator[Snowflake]:
        for channel_id in _channels_of(event):
            yield channel_id
            for parent_id in self._parents(event.guild_id, channel_id):
                yield Snowflake(parent_id)


def _channels_of(event: Event) -> Iterator[Snowflake]:
    """Yield the event's channel and, of somebody who moved, the one that they left."""
    if event.channel_id is not None:
        yield event.channel_id
    if event.type == EventType.VOICE_STATE_UPDATE:
        try:
            moved = _voice.decode(event.data)
        except InvalidInputError:
            return  # of a newer version
        if moved.before is not None:
            yield moved.before.id

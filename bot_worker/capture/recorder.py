"""Turns each dispatch into events, in the order of Discord's dispatches."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from bot_worker.capture import audit_log, automod, channels, emojis, guilds, invites, messages, roles, threads, voice
from bot_worker.capture.audit_trail import WAIT_SECONDS
from bot_worker.capture.departures import Departures, OfUser
from bot_worker.capture.edits import Edits
from bot_worker.capture.members import joined, read_member, state_of, updated
from bot_worker.capture.payloads import read
from bot_worker.capture.repeats import Repeats
from bot_worker.capture.scene import GuildBefore, Scene
from bot_worker.known_members import NO_MEMBER, KnownMembers
from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake

Payload = dict[str, Any]
Read = Callable[[Payload, Scene], Event | list[Event] | None]

_PURE: Final[dict[str, Read]] = {
    "GUILD_CREATE": guilds.created,
    "GUILD_UPDATE": guilds.updated,
    "GUILD_DELETE": guilds.deleted,
    "GUILD_ROLE_CREATE": roles.created,
    "GUILD_ROLE_UPDATE": roles.updated,
    "GUILD_ROLE_DELETE": roles.deleted,
    "GUILD_EMOJIS_UPDATE": emojis.updated,
    "CHANNEL_CREATE": channels.created,
    "CHANNEL_UPDATE": channels.updated,
    "CHANNEL_DELETE": channels.deleted,
    "WEBHOOKS_UPDATE": channels.webhooks_updated,
    "THREAD_CREATE": threads.created,
    "THREAD_UPDATE": threads.updated,
    "THREAD_DELETE": threads.deleted,
    "INVITE_CREATE": invites.created,
    "INVITE_DELETE": invites.deleted,
    "VOICE_STATE_UPDATE": voice.updated,
    "AUTO_MODERATION_ACTION_EXECUTION": automod.executed,
    "MESSAGE_CREATE": messages.created,
    "MESSAGE_UPDATE": messages.updated,
    "MESSAGE_DELETE": messages.deleted,
    "MESSAGE_DELETE_BULK": messages.deleted_in_bulk,
}
_WITHOUT_ID: Final = frozenset(
    {
        *(EventType.ROLE_UPDATE, EventType.CHANNEL_UPDATE, EventType.THREAD_UPDATE, EventType.WEBHOOKS_UPDATE),
        *(EventType.EMOJIS_UPDATE, EventType.VOICE_STATE_UPDATE, EventType.MEMBER_UPDATE, EventType.OWNER_CHANGE),
    }
)
# discord.py does nothing for us with these but build objects that nobody looks at.
UNPARSED: Final = frozenset(
    {
        *("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"),
        *("GUILD_AUDIT_LOG_ENTRY_CREATE", "AUTO_MODERATION_ACTION_EXECUTION"),
    }
)
QUICK: Final = {"MESSAGE_CREATE": messages.of_creation, "MESSAGE_UPDATE": messages.of_update}
_message: Final = json.Decoder(messages.Message)


class Recorder:
    """One for each shard's bot. `remember` looks a guild up as it is known, and is asked before discord.py changes it.

    `now_ms` is the clock, `call_later` runs something after so many seconds, `bot_id` and `is_synced` say who the bot
    is and whether all guilds of the shard have been told.
    """

    def __init__(
        self,
        *,
        capture: Callable[[Event], None],
        remember: Callable[[int], GuildBefore],
        known: KnownMembers,
        now_ms: Callable[[], int],
        call_later: Callable[[float, Callable[[], None]], object],
        bot_id: Callable[[], int],
        is_synced: Callable[[], bool],
    ) -> None:
        self._capture = capture
        self._remember = remember
        self._known = known
        self._now_ms = now_ms
        self._call_later = call_later
        self._bot_id = bot_id
        self._is_synced = is_synced
        self._repeats = Repeats()
        self._departures = Departures(self._repeats)
        self._edits = Edits()
        self._timed = 0
        self._readers: dict[str, Read] = {
            **_PURE,
            "GUILD_MEMBER_ADD": self._member_joined,
            "GUILD_MEMBER_UPDATE": self._member_updated,
            "GUILD_MEMBER_REMOVE": self._member_removed,
            "GUILD_BAN_ADD": self._member_banned,
            "GUILD_BAN_REMOVE": self._member_unbanned,
            "GUILD_AUDIT_LOG_ENTRY_CREATE": self._audited,
        }

    @property
    def captured(self) -> frozenset[str]:
        """The names of the dispatches that become events."""
        return frozenset(self._readers)

    def take(self, name: str, payload: Payload) -> None:
        """Capture what a dispatch says of a guild; raise `InvalidInputError` where it is malformed."""
        reader = self._readers.get(name)
        guild_id = payload.get("id" if name in {"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"} else "guild_id")
        if reader is None or guild_id is None:
            return
        told = reader(payload, self._scene(json.convert(guild_id, Snowflake)))
        if told is not None:
            self._tell([told] if isinstance(told, Event) else told)

    def take_quickly(self, name: str, payload: msgspec.Raw) -> bool:
        """Capture a message from its text; return False where it is none of the kind, or cannot be read so."""
        reader = QUICK.get(name)
        if reader is None:
            return False
        try:
            message = _message.decode(payload)
        except InvalidInputError:
            return False
        if message.guild_id is not None:
            event = reader(message, self._scene(message.guild_id))
            if event is not None:
                self._tell([event])
        return True

    def flush(self) -> None:
        """Tell what still waits for the audit log: nobody will hear it speak."""
        self._tell(self._departures.due(self._departures.latest))

    def _scene(self, guild_id: Snowflake) -> Scene:
        return Scene(
            guild_id=guild_id,
            bot_id=Snowflake(self._bot_id()),
            guild=self._remember(guild_id),
            now=self._now_ms(),
            is_synced=self._is_synced(),
        )

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.type in _WITHOUT_ID:
                event_id = self._repeats.admit(event.id, event.timestamp)
                if event_id is not None:
                    self._capture(event if event_id == event.id else replace(event, id=event_id))
            elif event.type != EventType.MESSAGE_UPDATE or self._is_edit(event):
                self._capture(event)

    def _is_edit(self, event: Event) -> bool:
        return self._edits.is_new(event.id, event.timestamp, self._now_ms())

    def _member_joined(self, payload: Payload, scene: Scene) -> list[Event]:
        member = read_member(payload)
        self._known.report(scene.guild_id, member.user.id, state_of(member))
        return self._departures.joined(joined(member, scene), member.user.id, scene)

    def _member_updated(self, payload: Payload, scene: Scene) -> Event | None:
        member = read_member(payload)
        if not scene.guild.is_known:
            return None  # nobody could say what the member's roles add up to
        before = self._known.find(scene.guild_id, member.user.id)
        is_news = self._known.report(scene.guild_id, member.user.id, state_of(member))
        return updated(member, before, scene) if is_news else None

    def _member_removed(self, payload: Payload, scene: Scene) -> list[Event]:
        self._forget_member(payload, scene)
        return self._heard_out(self._departures.removed(payload, scene))

    def _member_banned(self, payload: Payload, scene: Scene) -> list[Event]:
        self._forget_member(payload, scene)
        return self._heard_out(self._departures.banned(payload, scene))

    def _member_unbanned(self, payload: Payload, scene: Scene) -> list[Event]:
        return self._heard_out(self._departures.unbanned(payload, scene))

    def _forget_member(self, payload: Payload, scene: Scene) -> None:
        self._known.report(scene.guild_id, read(payload, OfUser).user.id, NO_MEMBER)

    def _audited(self, payload: Payload, scene: Scene) -> list[Event]:
        return [audit_log.created(payload, scene), *self._departures.explained(payload, scene)]

    def _heard_out(self, events: list[Event]) -> list[Event]:
        """Give the audit log its time to say who did what began to wait just now."""
        latest = self._departures.latest
        if latest > self._timed:
            self._timed = latest
            self._call_later(WAIT_SECONDS, lambda: self._tell(self._departures.due(latest)))
        return events

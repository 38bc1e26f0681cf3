"""A guild that remembers what a test tells it, and a recorder in it."""

from collections.abc import Callable
from typing import Any

import msgspec

from bot_worker.capture.recorder import Recorder
from bot_worker.capture.scene import ChannelFacts, RoleFacts, Scene, VoiceFacts
from bot_worker.known_members import KnownMembers, MemberState
from shared.kernel.commands import MemberView
from shared.kernel.events import EmojiView, Event, ThreadView
from shared.kernel.snowflakes import Snowflake

GUILD = Snowflake(700_000_000_000_000_001)
CHANNEL = Snowflake(800_000_000_000_000_001)
ADA, BEN = Snowflake(5), Snowflake(6)
NOW = 1_795_435_200_000  # 2026-11-23, 12:00


class RememberingGuild(msgspec.Struct, kw_only=True):
    """A fake of `GuildBefore`: what is not set is not known."""

    is_known: bool = True
    reads_audit_log: bool = True
    owner_id: int | None = ADA
    name_and_icon: tuple[str, str | None] | None = ("Guild", None)
    member_count: int = 3
    names: dict[int, str] = msgspec.field(default_factory=lambda: {int(CHANNEL): "general"})
    channels: dict[int, ChannelFacts] = {}
    threads: dict[int, ThreadView] = {}
    roles: dict[int, RoleFacts] = {}
    bots: frozenset[int] = frozenset()
    emojis_before: list[EmojiView] | None = None
    voices: dict[int, VoiceFacts] = {}

    def channel_name(self, channel_id: int) -> str:
        return self.names.get(channel_id, "")

    def channel(self, channel_id: int) -> ChannelFacts | None:
        return self.channels.get(channel_id)

    def thread(self, thread_id: int) -> ThreadView | None:
        return self.threads.get(thread_id)

    def role(self, role_id: int) -> RoleFacts | None:
        return self.roles.get(role_id)

    def is_bot(self, user_id: int) -> bool:
        return user_id in self.bots

    def emojis(self) -> list[EmojiView] | None:
        return self.emojis_before

    def voice(self, user_id: int) -> VoiceFacts:
        return self.voices.get(user_id, VoiceFacts())

    def member_view(self, user_id: int, state: MemberState) -> MemberView:
        del user_id
        return MemberView(member=state.member, role_ids=[Snowflake(one) for one in sorted(state.role_ids)])


def a_scene(guild: RememberingGuild | None = None, *, now: int = NOW, is_synced: bool = True) -> Scene:
    return Scene(guild_id=GUILD, bot_id=Snowflake(9), guild=guild or RememberingGuild(), now=now, is_synced=is_synced)


class Recording:
    """A recorder whose clock and timers a test turns by hand; `events` is what it captured."""

    def __init__(self, guild: RememberingGuild | None = None) -> None:
        self.guild = guild or RememberingGuild()
        self.now = NOW
        self.events: list[Event] = []
        self.known = KnownMembers()
        self._timers: list[tuple[float, Callable[[], None]]] = []
        self.recorder = Recorder(
            capture=self.events.append,
            remember=lambda _: self.guild,
            known=self.known,
            now_ms=lambda: self.now,
            call_later=lambda seconds, act: self._timers.append((self.now + seconds * 1000, act)),
            bot_id=lambda: 9,
            is_synced=lambda: True,
        )

    def take(self, name: str, /, **payload: Any) -> list[Event]:
        """Return what this dispatch was captured as."""
        before = len(self.events)
        self.recorder.take(name, {"guild_id": str(GUILD), **payload})
        return self.events[before:]

    def wait(self, milliseconds: int) -> list[Event]:
        """Let time pass; return what was captured because of that."""
        before = len(self.events)
        self.now += milliseconds
        due = [act for at, act in self._timers if at <= self.now]
        self._timers = [timer for timer in self._timers if timer[0] > self.now]
        for act in due:
            act()
        return self.events[before:]


def a_user(user_id: int = ADA, **changes: Any) -> dict[str, Any]:
    return {"id": str(user_id), "username": "ada", "global_name": "Ada", "avatar": None, **changes}


def a_message(**changes: Any) -> dict[str, Any]:
    return {
        "id": "1175928847299117063",
        "channel_id": str(CHANNEL),
        "guild_id": str(GUILD),
        "author": a_user(),
        "content": "hello",
        "type": 0,
        "attachments": [{"id": "1"}],
        **changes,
    }


def an_entry(action: int, *, by: int = BEN, target: int = ADA, reason: str | None = None) -> dict[str, Any]:
    return {
        "id": "1175928847299117099",
        "action_type": action,
        "user_id": str(by),
        "target_id": str(target),
        **({} if reason is None else {"reason": reason}),
    }


def data_of(event: Event) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(event.data)
    return decoded

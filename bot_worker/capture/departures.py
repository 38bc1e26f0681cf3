"""Members who go, are banned or unbanned. Why, the audit log tells; that they are gone does not wait for it."""

from typing import Any, Final

import msgspec

from bot_worker.capture.audit_trail import KEPT_MS, AuditTrail, Credit, Deed, Target
from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import User, read, view_of
from bot_worker.capture.repeats import Repeats
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import Event, EventType, MemberBanData, MemberGoneData, MemberRemoveData, RemovalCause
from shared.kernel.snowflakes import Snowflake

_KINDS: Final = {
    Deed.KICK: EventType.MEMBER_REMOVE,
    Deed.BAN: EventType.MEMBER_BAN,
    Deed.UNBAN: EventType.MEMBER_UNBAN,
}


class OfUser(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_MEMBER_REMOVE, GUILD_BAN_ADD and GUILD_BAN_REMOVE."""

    user: User


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What of an audit log entry tells who did it."""

    action_type: int
    user_id: Snowflake | None = None
    target_id: str | None = None
    reason: str | None = None


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a user, with the id under which it will be told; a removal may turn out to be a kick."""

    deed: Deed
    event_id: str
    user: User
    scene: Scene


class Departures:
    """Pure: the moment is in the scene. Every method returns the events to tell now, in order.

    Nothing that waits changes its id or its moment by waiting.
    """

    def __init__(self, repeats: Repeats) -> None:
        self._repeats = repeats
        self._trail: AuditTrail[Happening] = AuditTrail()
        self._banned: dict[tuple[int, int], int] = {}
        self._pruned: dict[int, int] = {}

    def removed(self, payload: dict[str, Any], scene: Scene) -> list[Event]:
        happening = self._noted(Deed.KICK, payload, scene)
        if happening is None:
            return []
        banned_at = self._banned.get((scene.guild_id, happening.user.id))
        if banned_at is not None and scene.now - banned_at < KEPT_MS:
            return [_removal(happening, RemovalCause.BANNED)]
        return self._told(happening)

    def banned(self, payload: dict[str, Any], scene: Scene) -> list[Event]:
        """A member who is banned is removed as well, before or after; neither of the two waits for the other."""
        happening = self._noted(Deed.BAN, payload, scene)
        if happening is None:
            return []
        self._banned = {who: at for who, at in self._banned.items() if scene.now - at < KEPT_MS}
        self._banned[scene.guild_id, happening.user.id] = scene.now
        waited = self._trail.release(scene.guild_id, happening.user.id)
        removals = [
            _removal(one, RemovalCause.BANNED) if one.deed is Deed.KICK else _of_ban(one, None) for one in waited
        ]
        return [*removals, *self._told(happening, gone_is_told=bool(waited))]

    def unbanned(self, payload: dict[str, Any], scene: Scene) -> list[Event]:
        happening = self._noted(Deed.UNBAN, payload, scene)
        if happening is None:
            return []
        self._banned.pop((scene.guild_id, happening.user.id), None)
        return [*self._released(happening.user.id, scene), *self._told(happening)]

    def joined(self, event: Event, user_id: Snowflake, scene: Scene) -> list[Event]:
        """Whoever comes back has gone before; the same join told twice is one."""
        if self._repeats.admit(event.id, scene.now, subject=_subject(scene, user_id)) is None:
            return []
        self._banned.pop((scene.guild_id, user_id), None)
        return [*self._released(user_id, scene), event]

    def explained(self, payload: dict[str, Any], scene: Scene) -> list[Event]:
        """Take an entry of the audit log; most explain nothing here."""
        entry = read(payload, Entry)
        if entry.action_type == Deed.PRUNE:
            self._pruned[scene.guild_id] = scene.now
        if entry.action_type not in _KINDS or not (entry.target_id or "").isdecimal():
            return []
        target = Target(Deed(entry.action_type), scene.guild_id, int(entry.target_id or 0))
        credit = Credit(user_id=entry.user_id, reason=entry.reason)
        happening = self._trail.note(target, credit, scene.now)
        return [] if happening is None else [_credited(happening, credit)]

    @property
    def latest(self) -> int:
        """The number of the last happening that began to wait."""
        return self._trail.latest

    def due(self, upto: int) -> list[Event]:
        """Tell what waits for the audit log under numbers up to this one: it has waited long enough."""
        return [self._unexplained(happening) for happening in self._trail.due(upto)]

    def _noted(self, deed: Deed, payload: dict[str, Any], scene: Scene) -> Happening | None:
        user = read(payload, OfUser).user
        event_id = within_guild_id(_KINDS[deed], scene.guild_id, user.id, b"", scene.now)
        admitted = self._repeats.admit(event_id, scene.now, subject=_subject(scene, user.id))
        return None if admitted is None else Happening(deed=deed, event_id=admitted, user=user, scene=scene)

    def _told(self, happening: Happening, *, gone_is_told: bool = False) -> list[Event]:
        scene, user_id = happening.scene, happening.user.id
        target = Target(happening.deed, scene.guild_id, user_id)
        credit = self._trail.credit_for(target, scene.now)
        if credit is not None:
            return [_credited(happening, credit)]
        if user_id == scene.bot_id or not scene.guild.reads_audit_log:  # who is put out hears nothing more
            return [_removal(happening, None) if happening.deed is Deed.KICK else _of_ban(happening, None)]
        replaced = self._trail.wait(target, happening)
        gone = [] if gone_is_told or happening.deed is Deed.UNBAN else [_gone(happening)]
        return [*([] if replaced is None else [self._unexplained(replaced)]), *gone]

    def _released(self, user_id: int, scene: Scene) -> list[Event]:
        return [self._unexplained(one) for one in self._trail.release(scene.guild_id, user_id)]

    def _unexplained(self, happening: Happening) -> Event:
        if happening.deed is not Deed.KICK:
            return _of_ban(happening, None)
        pruned_at = self._pruned.get(happening.scene.guild_id)
        in_a_prune = pruned_at is not None and abs(happening.scene.now - pruned_at) < KEPT_MS
        return _removal(happening, None if in_a_prune else RemovalCause.LEFT)


def _subject(scene: Scene, user_id: int) -> str:
    return f"{scene.guild_id}:{user_id}"


def _credited(happening: Happening, credit: Credit) -> Event:
    if happening.deed is Deed.KICK:
        return _removal(happening, RemovalCause.KICKED, credit)
    return _of_ban(happening, credit)


def _gone(happening: Happening) -> Event:
    user_id, scene = happening.user.id, happening.scene
    event_id = happening.event_id.replace(_KINDS[happening.deed], EventType.MEMBER_GONE, 1)
    return make(EventType.MEMBER_GONE, event_id, scene, MemberGoneData(user_id=user_id), user_id=user_id)


def _removal(happening: Happening, cause: RemovalCause | None, credit: Credit | None = None) -> Event:
    user = happening.user
    data = MemberRemoveData(
        user_id=user.id,
        user=view_of(user),
        cause=cause,
        kicked_by=None if credit is None or credit.user_id is None else Snowflake(credit.user_id),
        reason=None if credit is None else credit.reason,
    )
    return make(EventType.MEMBER_REMOVE, happening.event_id, happening.scene, data, user_id=user.id)


def _of_ban(happening: Happening, credit: Credit | None) -> Event:
    user = happening.user
    data = MemberBanData(
        user_id=user.id,
        user=view_of(user),
        moderator_id=None if credit is None or credit.user_id is None else Snowflake(credit.user_id),
        reason=None if credit is None else credit.reason,
    )
    return make(_KINDS[happening.deed], happening.event_id, happening.scene, data, user_id=user.id)

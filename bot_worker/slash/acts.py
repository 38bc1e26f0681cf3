"""From what somebody gave a command to the act that it means."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot_worker.slash.given import Given, Misunderstood, bounded
from shared.features.enforcement.model import (
    LONGEST_SANCTION,
    LONGEST_TIMEOUT,
    AnyAct,
    BanAct,
    KickAct,
    NickAct,
    NoteAct,
    RolesGiveAct,
    RolesTakeAct,
    SoftbanAct,
    TimeoutAct,
    TimeoutEndAct,
    UnbanAct,
    WarnAct,
)
from shared.kernel.snowflakes import Snowflake

SHORTEST_SANCTION: Final = 60
USUAL_SOFTBAN: Final = 86_400

DESTRUCTIVE: Final = frozenset({"kick", "ban", "softban"})
"""Commands that ask before they act."""


def _warn(given: Given) -> AnyAct:
    return WarnAct(
        user_id=given.needed_id("user"),
        reason=given.text("reason"),
        counts_for=_sanction(given),
        notify=given.yes("notify"),
        hidden=bool(given.yes("hidden")),
    )


def _note(given: Given) -> AnyAct:
    return NoteAct(user_id=given.needed_id("user"), reason=given.text("text"))


def _timeout(given: Given) -> AnyAct:
    seconds = given.seconds("duration", most=LONGEST_TIMEOUT)
    if seconds is None:
        raise Misunderstood("error.duration")
    return TimeoutAct(
        user_id=given.needed_id("user"),
        seconds=seconds,
        reason=given.text("reason"),
        notify=given.yes("notify"),
        hidden=bool(given.yes("hidden")),
    )


def _untimeout(given: Given) -> AnyAct:
    return TimeoutEndAct(user_id=given.needed_id("user"), reason=given.text("reason"))


def _kick(given: Given) -> AnyAct:
    return KickAct(
        user_id=given.needed_id("user"),
        reason=given.text("reason"),
        notify=given.yes("notify"),
        hidden=bool(given.yes("hidden")),
    )


def _ban(given: Given) -> AnyAct:
    return BanAct(
        user_id=given.needed_id("user"),
        seconds=_sanction(given),
        delete_message_seconds=given.whole("delete") or 0,
        reason=given.text("reason"),
        notify=given.yes("notify"),
        hidden=bool(given.yes("hidden")),
    )


def _softban(given: Given) -> AnyAct:
    deleted = given.whole("delete")
    return SoftbanAct(
        user_id=given.needed_id("user"),
        delete_message_seconds=USUAL_SOFTBAN if deleted is None else deleted,
        reason=given.text("reason"),
        notify=given.yes("notify"),
        hidden=bool(given.yes("hidden")),
    )


def _unban(given: Given) -> AnyAct:
    return UnbanAct(user_id=given.needed_id("user"), reason=given.text("reason"))


def _nick(given: Given) -> AnyAct:
    return NickAct(user_id=given.needed_id("user"), nick=given.text("nick"), reason=given.text("reason"))


def _give(given: Given) -> AnyAct:
    return RolesGiveAct(
        user_id=given.needed_id("user"),
        role_ids=[given.needed_id("role")],
        seconds=_sanction(given),
        reason=given.text("reason"),
    )


def _take(given: Given) -> AnyAct:
    return RolesTakeAct(
        user_id=given.needed_id("user"),
        role_ids=[given.needed_id("role")],
        seconds=_sanction(given),
        reason=given.text("reason"),
    )


def _sanction(given: Given) -> int | None:
    return given.seconds("duration", least=SHORTEST_SANCTION, most=LONGEST_SANCTION)


ACTS: Final[Mapping[str, Callable[[Given], AnyAct]]] = MappingProxyType(
    {
        "warn": _warn,
        "note": _note,
        "timeout": _timeout,
        "untimeout": _untimeout,
        "kick": _kick,
        "ban": _ban,
        "softban": _softban,
        "unban": _unban,
        "nick": _nick,
        "role give": _give,
        "role take": _take,
    }
)
"""By the command's path; raise `Misunderstood`."""


def act_of_modal(menu: str, user_id: Snowflake, texts: Mapping[str, str]) -> AnyAct:
    """Return what a modal that a context menu opened means; raise `Misunderstood`."""
    reason = texts.get("reason", "").strip() or None
    if menu == "timeout":
        seconds = bounded(texts.get("duration", ""), most=LONGEST_TIMEOUT)
        return TimeoutAct(user_id=user_id, seconds=seconds, reason=reason)
    if reason is None:
        raise Misunderstood("error.reason_missing")
    return NoteAct(user_id=user_id, reason=reason) if menu == "note" else WarnAct(user_id=user_id, reason=reason)

"""Pure decisions about acts: who may do what to whom, and what makes no sense."""

from collections.abc import Callable
from typing import Any, Final

from shared.adapters.discord.resources.bans import Ban
from shared.features.enforcement.model import (
    Act,
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
from shared.features.enforcement.plans import until_of
from shared.features.enforcement.sights import Sight
from shared.features.members import rules
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene, require_of_bot
from shared.kernel.attribution import read_stamp
from shared.kernel.authority import GuildMember, is_silenced
from shared.kernel.errors import AppError, ConflictError, NotFoundError
from shared.kernel.permissions import Permission

_ANYBODY: Final = (NoteAct, BanAct, UnbanAct)  # the others are done to members only


def refusal(scene: Scene, standing: GuildMember | None, act: AnyAct) -> Refusal | None:
    """Say why an act would be refused, as far as ranks and permissions tell; `standing` is None for no member."""
    try:
        require(scene, standing, act)
    except AppError as error:
        return refusal_of(error)
    return None


def require(scene: Scene, standing: GuildMember | None, act: AnyAct) -> None:
    """Raise `NotFoundError` for who is no member and has to be one, and what the rules of members raise."""
    if standing is not None:
        _OF_MEMBERS[type(act)](scene, standing, act)
    elif not isinstance(act, _ANYBODY):
        raise NotFoundError("There is no such member.")
    elif not isinstance(act, NoteAct):
        require_of_bot(scene, Permission.BAN_MEMBERS)


def require_sense(sight: Sight, act: AnyAct) -> None:
    """Raise where an act would change nothing: `ConflictError`, or `NotFoundError` for who is not banned.

    A ban of ours may be given another end; a ban of somebody else's is theirs.
    """
    if isinstance(act, BanAct) and sight.ban is not None and (act.seconds is None or not _is_ours(sight.ban)):
        raise ConflictError("This user is banned already.", details={"target": "banned"})
    if isinstance(act, UnbanAct) and sight.ban is None:
        raise NotFoundError("This user is not banned here.")
    if sight.member is None:
        return
    if isinstance(act, NickAct) and (act.nick or None) == sight.member.nick:
        raise _unchanged()
    if isinstance(act, RolesGiveAct) and set(act.role_ids) <= set(sight.member.roles):
        raise _unchanged()
    if isinstance(act, RolesTakeAct) and not set(act.role_ids) & set(sight.member.roles):
        raise _unchanged()


def _is_ours(ban: Ban) -> bool:
    said = read_stamp(ban.reason)
    return said is not None and said.case is not None


def _unchanged() -> ConflictError:
    return ConflictError("Nothing would change.", details={"target": "unchanged"})


def _note(scene: Scene, target: GuildMember, act: NoteAct) -> None:
    """Anybody may be written about."""


def _warn(scene: Scene, target: GuildMember, act: WarnAct) -> None:
    del act
    rules.check_warn(scene, target)


def _timeout(scene: Scene, target: GuildMember, act: TimeoutAct) -> None:
    rules.check_timeout(scene, target, until_of(act, scene.now))


def _timeout_end(scene: Scene, target: GuildMember, act: TimeoutEndAct) -> None:
    del act
    rules.check_timeout(scene, target, None)
    if not is_silenced(target.timed_out_until, Permission(0), scene.now):
        raise ConflictError("They are in no timeout.", details={"target": "unchanged"})


def _kick(scene: Scene, target: GuildMember, act: KickAct) -> None:
    del act
    rules.check_removal(scene, target, Permission.KICK_MEMBERS)


def _ban(scene: Scene, target: GuildMember, act: BanAct | SoftbanAct) -> None:
    del act
    rules.check_removal(scene, target, Permission.BAN_MEMBERS)


def _unban(scene: Scene, target: GuildMember, act: UnbanAct) -> None:
    del target, act
    require_of_bot(scene, Permission.BAN_MEMBERS)


def _nick(scene: Scene, target: GuildMember, act: NickAct) -> None:
    rules.check_nick(scene, target, act.nick)


def _roles_give(scene: Scene, target: GuildMember, act: RolesGiveAct) -> None:
    rules.check_roles(scene, target.role_ids, target.role_ids | set(act.role_ids))


def _roles_take(scene: Scene, target: GuildMember, act: RolesTakeAct) -> None:
    """Nobody has a clock give them back a role: it would, after whoever demotes them found it gone already."""
    if act.seconds is not None and target.user_id == scene.person.user_id:
        raise ConflictError("You cannot do this to yourself.", details={"target": "you"})
    rules.check_roles(scene, target.role_ids, target.role_ids - set(act.role_ids))


_OF_MEMBERS: Final[dict[type[Act], Callable[[Scene, GuildMember, Any], None]]] = {
    NoteAct: _note,
    WarnAct: _warn,
    TimeoutAct: _timeout,
    TimeoutEndAct: _timeout_end,
    KickAct: _kick,
    BanAct: _ban,
    SoftbanAct: _ban,
    UnbanAct: _unban,
    NickAct: _nick,
    RolesGiveAct: _roles_give,
    RolesTakeAct: _roles_take,
}

"""Undo: each kind of action by the services that carry such things out."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.features.actions.model import ActionKind
from shared.features.undo.places import EditUndoing, LockUndoing, OverwriteUndoing
from shared.features.undo.ports import Undoing
from shared.features.undo.rules.kinds import OF_BANS, OF_MEMBERS, OF_OVERWRITES
from shared.features.undo.service import UndoService
from shared.features.undo.users import BanUndoing, MemberUndoing
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from shared.features.actions.ports import ActionStore
    from shared.wiring.administration import AdministrationWiring
    from shared.wiring.casework import CaseworkWiring
    from shared.wiring.discord import DiscordWiring
    from shared.wiring.moderation import ModerationWiring


def undo_service(
    discord: "DiscordWiring",
    administration: "AdministrationWiring",
    moderation: "ModerationWiring",
    casework: "CaseworkWiring",
    *,
    actions: "ActionStore",
    name_of: Callable[[Snowflake], str],
    clock: Callable[[], datetime],
) -> UndoService:
    members = MemberUndoing(lambda: discord.scenes, lambda: moderation.members, lambda: casework.enforcement)
    bans = BanUndoing(lambda: moderation.bans, lambda: casework.enforcement, lambda: casework.cases)
    overwrites = OverwriteUndoing(lambda: discord.scenes, lambda: administration.overwrites)
    undoings: dict[ActionKind, Undoing] = {
        **dict.fromkeys(OF_MEMBERS, members),
        **dict.fromkeys(OF_BANS, bans),
        **dict.fromkeys(OF_OVERWRITES, overwrites),
        ActionKind.CHANNEL_EDIT: EditUndoing(lambda: discord.scenes, lambda: administration.channels),
        ActionKind.LOCK: LockUndoing(lambda: discord.scenes, lambda: administration.lockdown),
    }
    return UndoService(actions, undoings, lambda: casework.cases, lambda: casework.notices, name_of, clock)

"""What each command does, once whoever uses it may."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot_worker.slash.acts import ACTS
from bot_worker.slash.handlers.acting import act
from bot_worker.slash.handlers.casework import delete_case, edit_case, history, view_case
from bot_worker.slash.handlers.places import lock, slow_down, unlock
from bot_worker.slash.handlers.purging import purge
from bot_worker.slash.use import Handler

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        **dict.fromkeys(ACTS, act),
        "case view": view_case,
        "case edit": edit_case,
        "case delete": delete_case,
        "history": history,
        "purge": purge,
        "lock": lock,
        "unlock": unlock,
        "slowmode": slow_down,
    }
)
"""By the command's path."""

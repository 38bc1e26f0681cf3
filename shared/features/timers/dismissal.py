"""Who may let a sanction stay for good."""

from contextlib import suppress

from shared.features.cases.model import Named
from shared.features.snapshots.rules import Scene, Who, require_above_role
from shared.features.snapshots.service import Scenes
from shared.features.timers.model import TimerView
from shared.features.timers.service import TimerService
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake


class Dismissals:
    def __init__(self, timers: TimerService, scenes: Scenes) -> None:
        self._timers = timers
        self._scenes = scenes

    def dismiss(self, timer: TimerView, guild_id: Snowflake, by: Named) -> None:
        """Let no clock lift it any more; raise as `check_dismissal` and `TimerService.dismiss` do."""
        check_dismissal(timer, self._scenes.of(guild_id, by.user_id))
        self._timers.dismiss(guild_id, timer.id, by)


def check_dismissal(timer: TimerView, scene: Scene) -> None:
    """Judge whoever would let a sanction stay for good: not their own, and of roles only those below their highest.

    Raise `ConflictError` or `RoleTooHighError`; a role that is gone is nobody's any more.
    """
    if timer.user_id == scene.person.user_id:
        raise ConflictError("You cannot do this to yourself.", details={"target": "you"})
    if timer.role_id is not None:
        with suppress(NotFoundError):
            require_above_role(scene, Who.YOU, scene.role(timer.role_id))

"""What a clock will lift, and what it could not."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS
from shared.features.access.model import GuildPermission
from shared.features.access.rules import require_all
from shared.features.cases.model import Named
from shared.features.logins.names import name_in
from shared.features.timers.model import TimerPage, TimerView
from shared.kernel.errors import ConflictError, NotFoundError, RoleTooHighError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

routes = Routes("timers")

_TIMERS: Final = "/api/guilds/{guild_id}/timers"
_TIMER: Final = f"{_TIMERS}/{{timer_id}}"
_ERRORS: Final = (NotFoundError, ConflictError, StoreUnavailableError)


class TimersQuery(msgspec.Struct, frozen=True, kw_only=True):
    cursor: Annotated[str, msgspec.Meta(max_length=120)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class TimerPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    timer_id: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,19}\\.[a-z_]{1,20}\\.[0-9]{1,19}\\.[0-9]{1,12}$")]


@routes.route("GET", _TIMERS, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(StoreUnavailableError,))
def list_timers(call: Call, path: GuildPath, query: TimersQuery) -> TimerPage:
    """List the bans and roles that a clock will lift: those that it could not first, then by when they are due."""
    return call.services.casework.timers.page(path.guild_id, cursor=query.cursor, limit=query.limit)


@routes.route("POST", f"{_TIMER}/retry", access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS)
def retry_timer(call: Call, path: TimerPath) -> TimerView:
    """Have a timer that failed tried again at once."""
    return call.services.casework.timers.retry(path.guild_id, path.timer_id)


@routes.route(
    "DELETE",
    _TIMER,
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    status=204,
    once=True,
    errors=(*READ_ERRORS, *_ERRORS, RoleTooHighError),
)
def dismiss_timer(call: Call, path: TimerPath) -> None:
    """Let a sanction stay for good: no clock lifts it any more. Of a role it takes what giving the role takes."""
    timer = call.services.casework.timers.get(path.guild_id, path.timer_id)
    if timer.role_id is not None:
        require_all(call.access, [GuildPermission.MANAGE_ROLES])
    by = Named(user_id=call.user_id, name=name_in(call.services.accounts, call.user_id))
    call.services.casework.dismissals.dismiss(timer, path.guild_id, by)

"""What happened in a guild, a page at a time; and what came of it that could not be read."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.events.model import DeadLetterPage, EventFilter, EventPage, ReplayedLetter
from shared.kernel.errors import InvalidInputError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("events")

Cursor = Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$", description="A batch id: it sorts by time")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, lt=10**13, description="Milliseconds since 1970")]
Types = Annotated[
    str, msgspec.Meta(pattern="^[a-z_]{1,40}(,[a-z_]{1,40}){0,29}$", description="Event types, separated by commas")
]
LetterId = Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}-[0-9]{{3}}$", description="A dead letter's id")]


class EventsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One of `before` and `after` at most; `since` and `until` are when it happened."""

    before: Cursor | None = None
    after: Cursor | None = None
    type: Types | None = None
    user_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    since: Milliseconds = 0
    until: Milliseconds | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class LettersQuery(msgspec.Struct, frozen=True, kw_only=True):
    before: LetterId | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class LetterPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    letter_id: LetterId


@routes.route("GET", "/api/guilds/{guild_id}/events", access=Access.GUILD, needs=GuildPermission.VIEW)
def list_events(call: Call, path: GuildPath, query: EventsQuery) -> EventPage:
    """List a guild's events, the newest first, or with `after` the oldest first.

    A page may hold fewer events than asked for and still have a next one.
    """
    wanted = EventFilter(
        types=frozenset(query.type.split(",") if query.type else ()),
        user_id=query.user_id,
        channel_id=query.channel_id,
        since=query.since,
        until=query.until,
    )
    history = call.services.history
    if query.after is None:
        return history.page(path.guild_id, before=query.before, limit=query.limit, wanted=wanted)
    if query.before is not None:
        raise InvalidInputError("Either before or after.")
    return history.page_after(path.guild_id, after=query.after, limit=query.limit, wanted=wanted)


@routes.route("GET", "/api/guilds/{guild_id}/dead-letters", access=Access.GUILD, needs=GuildPermission.VIEW)
def list_dead_letters(call: Call, path: GuildPath, query: LettersQuery) -> DeadLetterPage:
    """List a guild's events that could not be read, the newest first, without what is in them."""
    return call.services.dead_letters.page(path.guild_id, before=query.before, limit=query.limit)


@routes.route(
    "POST",
    "/api/guilds/{guild_id}/dead-letters/{letter_id}/replay",
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_SETTINGS,
    errors=(NotFoundError,),
)
def replay_dead_letter(call: Call, path: LetterPath) -> ReplayedLetter:
    """Try again to read and store an event; where that fails it stays, with the reason."""
    return call.services.dead_letter_replay.replay(path.letter_id, path.guild_id)

"""A guild's members."""

from typing import Annotated, Final

import msgspec
from msgspec import structs

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, act_key, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.access.rules import require_all
from shared.features.actions.authors import Author
from shared.features.events.model import EventFilter
from shared.features.members.model import MemberChangeBody, MemberDetail, MemberHistory, MemberList, TimeoutBody
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, NotFoundError
from shared.kernel.events import EventType
from shared.kernel.member_lists import MAX_CURSOR, MAX_PAGE, MAX_TEXT, MemberSort, Moment
from shared.kernel.snowflakes import Snowflake

routes = Routes("members")

_GUILD: Final = "/api/discord/guilds/{guild_id}"
_MEMBER: Final = f"{_GUILD}/members/{{user_id}}"
_ROLE: Final = f"{_MEMBER}/roles/{{role_id}}"
_LIST_ERRORS: Final = (*READ_ERRORS, BotUnavailableError, BotTimeoutError)
_TOLD: Final = frozenset(
    {
        *(EventType.MEMBER_JOIN, EventType.MEMBER_REMOVE, EventType.MEMBER_UPDATE),
        *(EventType.MEMBER_BAN, EventType.MEMBER_UNBAN, EventType.AUTOMOD_EXECUTION),
    }
)
HISTORY: Final = 20


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`cursor` is the `next_cursor` of the page before; it goes with the same order."""

    sort: MemberSort = MemberSort.NAME
    cursor: Annotated[str, msgspec.Meta(max_length=MAX_CURSOR)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] = 50


class MembersQuery(PageQuery, frozen=True, kw_only=True):
    """All that is given must hold. `text`: a part of the user name, the global name or the nick, or a whole id."""

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    role_id: Snowflake | None = None
    joined_after: Moment | None = None
    joined_before: Moment | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None
    timed_out: bool | None = None
    bot: bool | None = None


class RoleMembersPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    role_id: Snowflake


class MemberPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    user_id: Snowflake


class MemberRolePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    user_id: Snowflake
    role_id: Snowflake


@routes.route("GET", f"{_GUILD}/members", access=Access.GUILD, needs=GuildPermission.VIEW, errors=_LIST_ERRORS)
def list_members(call: Call, path: GuildPath, query: MembersQuery) -> MemberList:
    """List members, as the bot knows them; while no bot answers, as Discord lists them, without any filter."""
    wanted = QueryMembers(guild_id=path.guild_id, **structs.asdict(query))
    return call.services.moderation.member_lists.page(wanted)


@routes.route(
    "GET",
    f"{_GUILD}/roles/{{role_id}}/members",
    access=Access.GUILD,
    needs=GuildPermission.VIEW,
    errors=_LIST_ERRORS,
)
def list_role_members(call: Call, path: RoleMembersPath, query: PageQuery) -> MemberList:
    """List the members who have a role; only the bot knows."""
    roles_of_guild = call.services.discord.snapshots.of(path.guild_id).guild.roles
    if path.role_id not in {role.id for role in roles_of_guild}:
        raise NotFoundError
    wanted = QueryMembers(guild_id=path.guild_id, role_id=path.role_id, **structs.asdict(query))
    return call.services.moderation.member_lists.page_of_bot(wanted)


@routes.route("GET", _MEMBER, access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def read_member(call: Call, path: MemberPath) -> MemberDetail:
    """Read a member with their roles, and what these let them do."""
    return call.services.moderation.members.read(path.guild_id, call.user_id, path.user_id)


@routes.route("GET", f"{_MEMBER}/history", access=Access.GUILD, needs=GuildPermission.VIEW, errors=(NotFoundError,))
def read_member_history(call: Call, path: MemberPath) -> MemberHistory:
    """Read what was done to a user lately, and what happened to them, member or not."""
    if not path.user_id:
        raise NotFoundError
    actions = call.services.actions.page_of_target(path.guild_id, str(path.user_id), before=None, limit=HISTORY)
    wanted = EventFilter(types=_TOLD, user_id=path.user_id)
    events = call.services.history.page(path.guild_id, before=None, limit=HISTORY, wanted=wanted)
    return MemberHistory(actions=actions.items, events=events.items)


@routes.route("PATCH", _MEMBER, access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=WRITE_ERRORS)
def edit_member(call: Call, path: MemberPath, body: MemberChangeBody) -> MemberDetail:
    """Change a member's nick, timeout or roles; roles need `manage-roles` as well. Each of them leaves a case."""
    if body.role_ids is not msgspec.UNSET:
        require_all(call.access, [GuildPermission.MANAGE_ROLES])
    author = author_of(call, body.reason)
    return call.services.resource_acts.edit(author, path.user_id, body, unchanged_for(call), act_key(call))


@routes.route(
    "PATCH", f"{_MEMBER}/timeout", access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=WRITE_ERRORS
)
def set_member_timeout(call: Call, path: MemberPath, body: TimeoutBody) -> MemberDetail:
    """Silence a member for at most 28 days, or let them speak again."""
    author, wanted = author_of(call, body.reason), MemberChangeBody(timed_out_until=body.until)
    return call.services.resource_acts.edit(author, path.user_id, wanted, unchanged_for(call), act_key(call))


@routes.route(
    "DELETE",
    _MEMBER,
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def kick_member(call: Call, path: MemberPath, query: ReasonQuery) -> None:
    """Kick a member, who may come back."""
    author = author_of(call, query.reason)
    call.services.resource_acts.kick(author, path.user_id, unchanged_for(call), act_key(call))


@routes.route("PUT", _ROLE, access=Access.GUILD, needs=GuildPermission.MANAGE_ROLES, once=True, errors=WRITE_ERRORS)
def give_role(call: Call, path: MemberRolePath, query: ReasonQuery) -> MemberDetail:
    """Give a member a role."""
    author = author_of(call, query.reason)
    return _set_role(call, path, author, has=True)


@routes.route("DELETE", _ROLE, access=Access.GUILD, needs=GuildPermission.MANAGE_ROLES, once=True, errors=WRITE_ERRORS)
def take_role(call: Call, path: MemberRolePath, query: ReasonQuery) -> MemberDetail:
    """Take a role from a member."""
    author = author_of(call, query.reason)
    return _set_role(call, path, author, has=False)


def _set_role(call: Call, path: MemberRolePath, author: Author, *, has: bool) -> MemberDetail:
    key = act_key(call)
    return call.services.resource_acts.set_role(author, path.user_id, path.role_id, unchanged_for(call), key, has=has)

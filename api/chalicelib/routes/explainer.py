"""Why somebody may do something in a guild, or may not."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS
from shared.features.access.model import GuildPermission
from shared.features.channels.model import ChannelTree
from shared.features.explainer.model import Explanation, Proposal, ProposedExplanation, Subject
from shared.kernel.snowflakes import Snowflake

routes = Routes("explainer")

_GUILD = "/api/discord/guilds/{guild_id}"
RoleIds = Annotated[
    str, msgspec.Meta(pattern="^([1-9][0-9]{0,18}(,[1-9][0-9]{0,18}){0,249})?$", description="Ids, separated by commas")
]


class SubjectQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A member, or somebody with just these roles (empty: @everyone alone); one of both."""

    user_id: Snowflake | None = None
    role_ids: RoleIds | None = None


class ExplainQuery(SubjectQuery, frozen=True, kw_only=True):
    """Without a channel: in the guild as a whole."""

    channel_id: Snowflake | None = None


@routes.route("GET", f"{_GUILD}/explain", access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def explain(call: Call, path: GuildPath, query: ExplainQuery) -> Explanation:
    """Say for every permission whether a member, or a role, has it, and what decides that."""
    explainer = call.services.administration.explainer
    return explainer.explain(path.guild_id, call.user_id, _subject(query), query.channel_id)


@routes.route(
    "POST",
    f"{_GUILD}/explain",
    access=Access.GUILD,
    needs=GuildPermission.VIEW,
    pace=Pace.READ,
    errors=READ_ERRORS,
)
def explain_proposal(call: Call, path: GuildPath, body: Proposal) -> ProposedExplanation:
    """Say the same of a change that nobody has made yet; nothing is changed."""
    return call.services.administration.explainer.propose(path.guild_id, call.user_id, body)


@routes.route("GET", f"{_GUILD}/view-as", access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def view_as(call: Call, path: GuildPath, query: SubjectQuery) -> ChannelTree:
    """List the channels that a member, or a role, sees, of those that the user sees."""
    return call.services.administration.explainer.view_as(path.guild_id, call.user_id, _subject(query))


def _subject(query: SubjectQuery) -> Subject:
    ids = None if query.role_ids is None else [Snowflake(int(each)) for each in query.role_ids.split(",") if each]
    return Subject(user_id=query.user_id, role_ids=ids)

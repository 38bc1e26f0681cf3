"""Pure explanations of what a snapshot shows, and of what a proposal would make of it."""

from collections.abc import Collection

from msgspec.structs import replace

from shared.adapters.discord.resources.channels import Channel
from shared.features.channels.model import ChannelTree
from shared.features.channels.views import tree_of, visible_ids
from shared.features.explainer.model import Explanation, Proposal, ProposedExplanation, Subject
from shared.features.snapshots.rules import Scene, overwrites_of
from shared.kernel.authority import GuildMember, GuildRoles, Overwrite
from shared.kernel.explaining import changes, explain
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake

NOBODY = Snowflake(0)


def check_subject(user_id: Snowflake | None, role_ids: Collection[Snowflake] | None, scene: Scene) -> None:
    """Raise `InvalidInputError` unless a member or roles of the guild are named, and not both."""
    if user_id is None and role_ids is None:
        refuse({"user_id": Problem.MISSING})
    refuse({"role_ids": Problem.CONTRADICTORY if user_id is not None and role_ids is not None else None})
    refuse({"role_ids": Problem.UNKNOWN if set(role_ids or ()) - scene.roles.roles.keys() else None})


def somebody_with(role_ids: Collection[Snowflake], scene: Scene) -> GuildMember:
    """Return a member with just these roles, who is nobody in particular."""
    return GuildMember(user_id=NOBODY, role_ids=frozenset(role_ids) - {scene.guild_id})


def explained(scene: Scene, member: GuildMember, subject: Subject, channel: Channel | None) -> Explanation:
    overwrites = None if channel is None else overwrites_of(channel)
    return Explanation(
        subject=subject,
        channel_id=None if channel is None else channel.id,
        verdicts=explain(scene.roles, member, overwrites, scene.now),
    )


def explained_with(
    scene: Scene, member: GuildMember, subject: Subject, channel: Channel | None, proposal: Proposal
) -> ProposedExplanation:
    """Explain what would be; raise `InvalidInputError` for unknown roles, or overwrites without a channel."""
    _check(scene, channel, proposal)
    before = explained(scene, member, subject, channel).verdicts
    overwrites = None if channel is None else overwrites_of(channel)
    if proposal.permission_overwrites is not None:
        overwrites = [
            Overwrite(id=each.id, allow=int(each.allow), deny=int(each.deny)) for each in proposal.permission_overwrites
        ]
    after = explain(_proposed_roles(scene.roles, proposal), member, overwrites, scene.now)
    channel_id = None if channel is None else channel.id
    return ProposedExplanation(subject=subject, channel_id=channel_id, verdicts=after, changed=changes(before, after))


def tree_as(scene: Scene, member: GuildMember) -> ChannelTree:
    """Return what somebody else sees, of what the person can see themselves."""
    seen = visible_ids(scene)
    channels = tuple(each for each in scene.snapshot.channels if each.id in seen)
    return tree_of(replace(scene, snapshot=replace(scene.snapshot, channels=channels), person=member))


def _check(scene: Scene, channel: Channel | None, proposal: Proposal) -> None:
    is_astray = channel is None and proposal.permission_overwrites is not None
    refuse({"permission_overwrites": Problem.NOT_HERE if is_astray else None})
    refuse(
        {
            f"roles.{number}.id": None if each.id in scene.roles.roles else Problem.UNKNOWN
            for number, each in enumerate(proposal.roles)
        }
    )


def _proposed_roles(roles: GuildRoles, proposal: Proposal) -> GuildRoles:
    proposed = {each.id: replace(roles.roles[each.id], permissions=int(each.permissions)) for each in proposal.roles}
    return replace(roles, roles={**roles.roles, **proposed})

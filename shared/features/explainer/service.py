"""Explain permissions in a guild as it was at most a minute ago."""

from shared.adapters.discord.resources.channels import Channel
from shared.features.channels.model import ChannelTree
from shared.features.channels.rules import channel_in
from shared.features.explainer import rules
from shared.features.explainer.model import Explanation, Proposal, ProposedExplanation, Subject
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.authority import GuildMember
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake


class Explainer:
    """All raise `InvalidInputError` as `rules.check_subject` does, `NotFoundError` for who is no member, and
    `GuildForbiddenError` for a channel that the viewer cannot see.
    """

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes

    def explain(
        self, guild_id: Snowflake, viewer_id: Snowflake, subject: Subject, channel_id: Snowflake | None
    ) -> Explanation:
        scene, member, channel = self._look(guild_id, viewer_id, subject, channel_id)
        return rules.explained(scene, member, subject, channel)

    def propose(self, guild_id: Snowflake, viewer_id: Snowflake, proposal: Proposal) -> ProposedExplanation:
        subject = Subject(user_id=proposal.user_id, role_ids=proposal.role_ids)
        scene, member, channel = self._look(guild_id, viewer_id, subject, proposal.channel_id)
        return rules.explained_with(scene, member, subject, channel, proposal)

    def view_as(self, guild_id: Snowflake, viewer_id: Snowflake, subject: Subject) -> ChannelTree:
        """Return the channels that the subject would see, as far as the viewer sees them."""
        scene, member, _ = self._look(guild_id, viewer_id, subject, None)
        return rules.tree_as(scene, member)

    def _look(
        self, guild_id: Snowflake, viewer_id: Snowflake, subject: Subject, channel_id: Snowflake | None
    ) -> tuple[Scene, GuildMember, Channel | None]:
        scene = self._scenes.of(guild_id, viewer_id)
        rules.check_subject(subject.user_id, subject.role_ids, scene)
        channel = None if channel_id is None else channel_in(scene, channel_id)
        return scene, self._member(scene, subject), channel

    def _member(self, scene: Scene, subject: Subject) -> GuildMember:
        if subject.user_id is None:
            return rules.somebody_with(subject.role_ids or [], scene)
        if subject.user_id == scene.person.user_id:
            return scene.person
        standings = self._scenes.standings(scene.guild_id, [subject.user_id])
        if subject.user_id not in standings:
            raise NotFoundError("Nobody of this id is on this server.")
        return standings[subject.user_id]

"""Read and change one member: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

from msgspec import UNSET

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.members import Member, MemberChange, Members
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.differences import differences
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.members import rules
from shared.features.members.changes import checked
from shared.features.members.model import MemberChangeBody, MemberDetail
from shared.features.members.views import detailed
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordNotFoundError, NotFoundError
from shared.kernel.snowflakes import Snowflake

Unchanged = Callable[[MemberDetail], None]
"""Is given the member as they are now, before anything is done; raises where the author saw somebody else."""


class MemberService:
    """All raise `NotFoundError` for who is no member; writes raise what their rule in `rules` does.

    A change is checked against the guild as it was at most a minute ago: what the bot reports is in that at once.
    """

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], changes: GuildChanges) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes

    def read(self, guild_id: Snowflake, author_id: Snowflake, user_id: Snowflake) -> MemberDetail:
        return detailed(self._scenes.of(guild_id, author_id), self._member(guild_id, user_id))

    def edit(self, author: Author, user_id: Snowflake, wanted: MemberChangeBody, unchanged: Unchanged) -> MemberDetail:
        """Change what differs; where nothing does, nothing is asked of Discord."""
        scene, member, before = self._found(author, user_id, unchanged)
        change = checked(scene, member, wanted)
        if change == MemberChange():
            return before
        with self._changes.carried_out(author.intends(_kind_of(change), _target(member))) as errands:
            after = detailed(scene, errands.at(Members).edit(author.guild_id, user_id, change))
            old, new = differences(before, after)
            errands.note(before=old, after=new)
        return after

    def checked(
        self, author: Author, user_id: Snowflake, wanted: MemberChangeBody, unchanged: Unchanged
    ) -> MemberDetail:
        """Return a member as they are, of whom all of a change would be allowed."""
        scene, member, before = self._found(author, user_id, unchanged)
        checked(scene, member, wanted)
        return before

    def checked_role(
        self, author: Author, user_id: Snowflake, role_id: Snowflake, unchanged: Unchanged, *, has: bool
    ) -> MemberDetail:
        """Return a member as they are, who may be given this role or lose it; raise `NotFoundError` for no role."""
        scene, member, before = self._found(author, user_id, unchanged)
        scene.role(role_id)
        held = set(member.roles)
        rules.check_roles(scene, held, held | {role_id} if has else held - {role_id})
        return before

    def _found(self, author: Author, user_id: Snowflake, unchanged: Unchanged) -> tuple[Scene, Member, MemberDetail]:
        scene = self._scenes.of(author.guild_id, author.user_id)
        member = self._member(author.guild_id, user_id)
        before = detailed(scene, member)
        unchanged(before)
        return scene, member, before

    def _member(self, guild_id: Snowflake, user_id: Snowflake) -> Member:
        try:
            return Members(self._client()).get(guild_id, user_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("There is no such member.") from error


def _kind_of(change: MemberChange) -> ActionKind:
    is_timeout = change.communication_disabled_until is not UNSET
    return ActionKind.MEMBER_TIMEOUT if is_timeout and change.nick is change.roles is UNSET else ActionKind.MEMBER_EDIT


def _target(member: Member) -> Target:
    return Target(kind=TargetKind.USER, id=str(member.user.id), name=member.user.username)

"""What changes in the index, in the order in which Discord told it."""

import msgspec

from shared.kernel.member_lists import MemberProfile


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a guild's members."""

    guild_id: int

    @property
    def size(self) -> int:
        """How many members it carries, or one."""
        return 1


class Put(Change, frozen=True, kw_only=True):
    """These members are so now."""

    members: list[MemberProfile]

    @property
    def size(self) -> int:
        return len(self.members)


class Remove(Change, frozen=True, kw_only=True):
    """This user is no member any more."""

    user_id: int


class DropRole(Change, frozen=True, kw_only=True):
    """Nobody has this role any more: there is no such role."""

    role_id: int


class Forget(Change, frozen=True, kw_only=True):
    """Nothing is known of this guild's members any more."""

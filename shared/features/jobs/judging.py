"""Judge what would be done to many: who they are, who is banned already, and what stands in the way."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.bans import PAGE, Ban, Bans
from shared.features.enforcement.checks import refusal
from shared.features.jobs.model import BulkAct, BulkKind
from shared.features.jobs.ports import Roster
from shared.features.jobs.rules import BANNED, NOT_BANNED, UNCHANGED, act_on
from shared.features.snapshots.refusals import Refusal
from shared.features.snapshots.rules import Scene
from shared.kernel.authority import GuildMember
from shared.kernel.member_lists import MemberProfile
from shared.kernel.snowflakes import Snowflake

MOST_BAN_PAGES: Final = 5  # of a thousand; beyond them Discord tells when it is asked to do it


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A user, as a member and as somebody banned, where they are that; `refusal` None: nothing stands in the way."""

    user_id: Snowflake
    member: MemberProfile | None
    ban: Ban | None
    refusal: Refusal | None

    @property
    def name(self) -> str | None:
        if self.member is not None:
            return self.member.username
        return None if self.ban is None else self.ban.user.username


class Judge:
    def __init__(self, roster: Roster, client: Callable[[], DiscordClient]) -> None:
        self._roster = roster
        self._client = client

    def judge(self, scene: Scene, wanted: BulkAct, user_ids: Sequence[Snowflake]) -> list[Judged]:
        """Return all of them in their order; raise what the roster and Discord's client raise."""
        members = self._roster.members(scene.guild_id, user_ids)
        bans, unsure = self._bans(scene, wanted, [each for each in user_ids if each not in members])
        return [
            Judged(
                user_id=user_id,
                member=members.get(user_id),
                ban=bans.get(user_id),
                refusal=_refusal(
                    scene, wanted, user_id, members.get(user_id), banned=None if user_id in unsure else user_id in bans
                ),
            )
            for user_id in user_ids
        ]

    def banned(
        self, guild_id: Snowflake, user_ids: Collection[Snowflake], *, pages: int = MOST_BAN_PAGES
    ) -> tuple[dict[Snowflake, Ban], frozenset[Snowflake]]:
        """Return the bans of some users, and those users whom so many pages did not tell of."""
        bans, found, left = Bans(self._client()), dict[Snowflake, Ban](), sorted(user_ids)
        for _ in range(pages):
            if not left:
                break
            page = bans.page(guild_id, after=left[0] - 1)
            found |= {ban.user.id: ban for ban in page}
            left = [] if len(page) < PAGE else [each for each in left if each > page[-1].user.id]
        return {user_id: found[user_id] for user_id in user_ids if user_id in found}, frozenset(left)

    def _bans(
        self, scene: Scene, wanted: BulkAct, strangers: list[Snowflake]
    ) -> tuple[dict[Snowflake, Ban], frozenset[Snowflake]]:
        if wanted.kind not in {BulkKind.BAN, BulkKind.UNBAN}:
            return {}, frozenset()
        if strangers and refusal(scene, None, act_on(strangers[0], wanted)) is not None:
            return {}, frozenset(strangers)  # the bot may not even read them: everybody is told so
        return self.banned(scene.guild_id, strangers)


def standing_of_profile(member: MemberProfile) -> GuildMember:
    return GuildMember(
        user_id=member.user_id, role_ids=frozenset(member.role_ids), timed_out_until=member.timed_out_until
    )


def _refusal(
    scene: Scene, wanted: BulkAct, user_id: Snowflake, member: MemberProfile | None, *, banned: bool | None
) -> Refusal | None:
    """`banned` None: nobody knows."""
    standing = None if member is None else standing_of_profile(member)
    why = refusal(scene, standing, act_on(user_id, wanted))
    if why is not None:
        return why
    if wanted.kind is BulkKind.BAN and banned:
        return BANNED
    if wanted.kind is BulkKind.UNBAN and (member is not None or banned is False):
        return NOT_BANNED
    return UNCHANGED if member is not None and _is_so_already(wanted, member) else None


def _is_so_already(wanted: BulkAct, member: MemberProfile) -> bool:
    if wanted.kind is BulkKind.ROLES_GIVE:
        return set(wanted.role_ids or ()) <= set(member.role_ids)
    if wanted.kind is BulkKind.ROLES_TAKE:
        return not set(wanted.role_ids or ()) & set(member.role_ids)
    return False

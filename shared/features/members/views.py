"""From what Discord and the bot say of a member to what people see."""

from msgspec import structs

from shared.adapters.discord.resources.members import Member
from shared.features.members.model import ListedMember, MemberDetail, MemberList, MemberSource
from shared.features.members.people import person_of
from shared.features.snapshots.rules import Scene, standing_of
from shared.kernel.authority import guild_permissions, top_role
from shared.kernel.member_lists import MemberPage, MemberProfile
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import created_at


def listed(member: Member) -> ListedMember:
    return ListedMember(
        **structs.asdict(person_of(member.user)),
        nick=member.nick,
        role_ids=sorted(member.roles),
        joined_at=member.joined_at,
        timed_out_until=member.communication_disabled_until,
        pending=member.pending,
    )


def listed_profile(profile: MemberProfile) -> ListedMember:
    return ListedMember(**structs.asdict(profile) | {"role_ids": sorted(profile.role_ids)})


def page_of_bot(page: MemberPage) -> MemberList:
    gathering = page.progress is not None
    return MemberList(
        items=[listed_profile(each) for each in page.items],
        next_cursor=page.next_cursor,
        total=None if gathering else page.total,
        source=MemberSource.BOT,
        progress=page.progress,
    )


def detailed(scene: Scene, member: Member) -> MemberDetail:
    """Describe a member, with what they may do as the guild is now."""
    standing = standing_of(member)
    highest = top_role(scene.roles, standing)
    held = guild_permissions(scene.roles, standing, scene.now)
    return MemberDetail(
        **structs.asdict(listed(member)),
        created_at=created_at(member.user.id),
        owner=member.user.id == scene.snapshot.guild.owner_id,
        top_role_id=None if highest.id == scene.guild_id else highest.id,
        permissions=[each.name for each in Permission if each in held and each.name],
    )

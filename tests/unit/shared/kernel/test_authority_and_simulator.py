"""Two implementations of Discord's permissions, written apart, agree: ours, and that of the Discord simulator."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.world import permissions as simulated
from infra.discord_sim.world.kinds import ChannelType, OverwriteType
from infra.discord_sim.world.model import Channel, Guild, Member, Role
from infra.discord_sim.world.model import Overwrite as SimulatedOverwrite
from shared.kernel.authority import (
    GuildMember,
    GuildRole,
    GuildRoles,
    Overwrite,
    can_act_on,
    can_use_role,
    channel_permissions,
    guild_permissions,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

GUILD, OWNER = 1, 900
ROLES, USERS = list(range(2, 7)), list(range(900, 904))
WRITING = int(
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)

bits = st.lists(st.sampled_from(list(Permission)), max_size=12).map(lambda each: int(sum(set(each))))
timeouts = st.sampled_from([None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)])


@st.composite
def worlds(draw: st.DrawFn) -> Guild:
    roles = [Role(id=GUILD, name="@everyone", position=0, permissions=draw(bits))]
    roles += [Role(id=i, name="r", position=draw(st.integers(1, 3)), permissions=draw(bits)) for i in ROLES]
    members = [
        Member(
            user_id=user_id,
            joined_at=NOON,
            roles=draw(st.lists(st.sampled_from(ROLES), unique=True)),
            communication_disabled_until=draw(timeouts),
        )
        for user_id in USERS
    ]
    channel = Channel(id=50, type=ChannelType.GUILD_TEXT, name="c", guild_id=GUILD)
    for target in draw(st.lists(st.sampled_from([GUILD, *ROLES, *USERS]), unique=True, max_size=5)):
        kind = OverwriteType.MEMBER if target in USERS else OverwriteType.ROLE
        channel.overwrites[target] = SimulatedOverwrite(id=target, type=kind, allow=draw(bits), deny=draw(bits))
    return Guild(
        id=GUILD,
        name="g",
        owner_id=OWNER,
        roles={role.id: role for role in roles},
        channels={50: channel},
        members={member.user_id: member for member in members},
    )


def ours(guild: Guild) -> GuildRoles:
    roles = (
        GuildRole(id=Snowflake(role.id), permissions=role.permissions, position=role.position)
        for role in guild.roles.values()
    )
    return GuildRoles(
        guild_id=Snowflake(guild.id), owner_id=Snowflake(guild.owner_id), roles={role.id: role for role in roles}
    )


def our_member(member: Member) -> GuildMember:
    return GuildMember(
        user_id=Snowflake(member.user_id),
        role_ids=frozenset(map(Snowflake, member.roles)),
        timed_out_until=member.communication_disabled_until,
    )


@given(worlds(), st.sampled_from(USERS))
def test_what_a_member_may_do_in_the_guild(guild: Guild, user_id: int) -> None:
    member = guild.members[user_id]

    assert int(guild_permissions(ours(guild), our_member(member), NOON)) == int(simulated.in_guild(guild, member, NOON))


@given(worlds(), st.sampled_from(USERS))
def test_what_a_member_may_do_in_a_channel(guild: Guild, user_id: int) -> None:
    """The simulator leaves what follows from not being able to write to those who try."""
    member, channel = guild.members[user_id], guild.channels[50]
    overwrites = [
        Overwrite(id=Snowflake(each.id), allow=each.allow, deny=each.deny) for each in channel.overwrites.values()
    ]

    held = int(channel_permissions(ours(guild), our_member(member), overwrites, NOON))

    theirs = int(simulated.in_channel(guild, channel, member, NOON))
    assert held == (theirs if theirs & Permission.SEND_MESSAGES else theirs & ~WRITING)


@given(worlds(), st.sampled_from(USERS), st.sampled_from(USERS))
def test_who_stands_above_whom(guild: Guild, actor_id: int, target_id: int) -> None:
    actor, target = guild.members[actor_id], guild.members[target_id]

    assert can_act_on(ours(guild), our_member(actor), our_member(target)) == simulated.outranks(guild, actor, target)


@given(worlds(), st.sampled_from(USERS), st.sampled_from(ROLES))
def test_who_may_use_which_role(guild: Guild, actor_id: int, role_id: int) -> None:
    actor, facts = guild.members[actor_id], ours(guild)

    may = can_use_role(facts, our_member(actor), facts.roles[Snowflake(role_id)])

    assert may == simulated.outranks_role(guild, actor, guild.roles[role_id])

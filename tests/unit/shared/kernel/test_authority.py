"""Permissions and ranks, against Discord's published algorithm."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.authority import (
    EVERYTHING,
    IN_TIMEOUT,
    GuildMember,
    GuildRole,
    GuildRoles,
    Overwrite,
    base_permissions,
    can_act_on,
    can_grant_permissions,
    can_use_role,
    channel_permissions,
    guild_permissions,
    top_role,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

GUILD, OWNER = Snowflake(1), Snowflake(900)
ROLES = [Snowflake(role_id) for role_id in range(2, 7)]
USERS = [OWNER, *(Snowflake(user_id) for user_id in range(901, 904))]
SOME_BITS = [Permission.ADMINISTRATOR, Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.EMBED_LINKS]

bits = st.lists(st.sampled_from([*SOME_BITS, *Permission]), max_size=8).map(lambda each: int(sum(set(each))))
moments = st.sampled_from([None, NOON - timedelta(seconds=1), NOON, NOON + timedelta(seconds=1)])


@st.composite
def guilds(draw: st.DrawFn) -> GuildRoles:
    positions = st.integers(1, 3)  # some roles share one
    roles = [GuildRole(id=role_id, permissions=draw(bits), position=draw(positions)) for role_id in ROLES]
    everyone = GuildRole(id=GUILD, permissions=draw(bits), position=0)
    return GuildRoles(guild_id=GUILD, owner_id=OWNER, roles={role.id: role for role in [everyone, *roles]})


members = st.builds(
    GuildMember,
    user_id=st.sampled_from(USERS),
    role_ids=st.frozensets(st.sampled_from([*ROLES, Snowflake(99)])),
    timed_out_until=moments,
)
overwrites = st.lists(
    st.builds(Overwrite, id=st.sampled_from([GUILD, *ROLES, *USERS]), allow=bits, deny=bits),
    unique_by=lambda overwrite: overwrite.id,
    max_size=6,
)


def published_base(guild: GuildRoles, member: GuildMember) -> int:
    """`compute_base_permissions`, word for word (topics/permissions#permission-overwrites)."""
    if guild.owner_id == member.user_id:
        return int(EVERYTHING)
    permissions = guild.roles[guild.guild_id].permissions
    for role_id in member.role_ids:
        if role_id in guild.roles:
            permissions |= guild.roles[role_id].permissions
    return int(EVERYTHING) if permissions & Permission.ADMINISTRATOR else permissions


def published_overwrites(base: int, guild: GuildRoles, member: GuildMember, channel: list[Overwrite]) -> int:
    """`compute_overwrites`, word for word."""
    if base & Permission.ADMINISTRATOR:
        return int(EVERYTHING)
    by_id = {overwrite.id: overwrite for overwrite in channel}
    permissions = base
    if everyone := by_id.get(guild.guild_id):
        permissions &= ~everyone.deny
        permissions |= everyone.allow
    allow = deny = 0
    for role_id in member.role_ids:
        if overwrite := by_id.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    permissions &= ~deny
    permissions |= allow
    if own := by_id.get(member.user_id):
        permissions &= ~own.deny
        permissions |= own.allow
    return permissions


@given(guilds(), members)
def test_base_permissions_are_those_of_discords_algorithm(guild: GuildRoles, member: GuildMember) -> None:
    assert int(base_permissions(guild, member)) == published_base(guild, member)


@given(guilds(), members, overwrites)
def test_a_channels_permissions_are_those_of_discords_algorithm_less_what_is_implied(
    guild: GuildRoles, member: GuildMember, channel: list[Overwrite]
) -> None:
    base = published_base(guild, member)
    explicit = published_overwrites(base, guild, member, channel)
    silenced = member.timed_out_until is not None and member.timed_out_until > NOON and not base & 8
    writing = Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES
    writing |= Permission.EMBED_LINKS

    held = channel_permissions(guild, member, channel, NOON)

    if base & Permission.ADMINISTRATOR:
        assert held == EVERYTHING
    elif not explicit & Permission.VIEW_CHANNEL:
        assert held == 0
    else:
        expected = explicit if explicit & Permission.SEND_MESSAGES else explicit & ~int(writing)
        assert int(held) == (expected & int(IN_TIMEOUT) if silenced else expected)


@given(guilds(), members)
def test_a_timeout_leaves_reading_and_never_binds_administrators(guild: GuildRoles, member: GuildMember) -> None:
    base = base_permissions(guild, member)

    held = guild_permissions(guild, member, NOON)

    if Permission.ADMINISTRATOR in base:
        assert held == EVERYTHING
    elif member.timed_out_until == NOON + timedelta(seconds=1):
        assert held == base & (Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    else:
        assert held == base


@given(guilds(), members, members)
def test_nobody_acts_on_the_owner_on_themselves_or_on_who_stands_as_high(
    guild: GuildRoles, actor: GuildMember, target: GuildMember
) -> None:
    may = can_act_on(guild, actor, target)

    if target.user_id in (OWNER, actor.user_id):
        assert not may
    elif actor.user_id == OWNER:
        assert may
    else:
        assert may == (top_role(guild, actor).rank > top_role(guild, target).rank)
        assert not (may and can_act_on(guild, target, actor))


@given(guilds(), members)
def test_nobody_but_the_owner_uses_their_own_highest_role_or_one_above(guild: GuildRoles, actor: GuildMember) -> None:
    own = top_role(guild, actor)

    usable = {role.id for role in guild.roles.values() if can_use_role(guild, actor, role)}

    if actor.user_id == OWNER:
        assert usable == set(guild.roles)
    else:
        assert usable == {role.id for role in guild.roles.values() if role.rank < own.rank}


@given(guilds(), members, bits)
def test_nobody_grants_what_they_lack(guild: GuildRoles, actor: GuildMember, granted: int) -> None:
    held = guild_permissions(guild, actor, NOON)

    assert can_grant_permissions(guild, actor, granted, NOON) == all(
        each in held for each in Permission if granted & each
    )


def test_of_two_roles_at_one_position_the_older_is_the_higher() -> None:
    older, younger = (GuildRole(id=Snowflake(role_id), permissions=0, position=1) for role_id in (2, 3))

    assert older.rank > younger.rank

"""Who may do what, held against the algorithm that Discord publishes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.world import permissions
from infra.discord_sim.world.kinds import ChannelType, OverwriteType
from infra.discord_sim.world.model import Channel, Guild, Member, Overwrite, Role, ThreadMetadata
from infra.discord_sim.world.permission_bits import ALL, IN_TIMEOUT, NONE, Permission
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    CHANNEL,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NOON,
    OWNER,
    a_world,
    role,
)

BITS = st.integers(0, int(ALL)).map(lambda bits: bits & int(ALL)) | st.sampled_from([int(one) for one in Permission])


@st.composite
def guilds(draw: st.DrawFn) -> tuple[Guild, Channel, Member]:
    """A guild with a few roles and overwrites, and one ordinary member of it."""
    held = draw(st.lists(st.integers(1, 4), unique=True))
    roles = {GUILD: Role(id=GUILD, name="@everyone", permissions=draw(BITS))}
    roles |= {each: Role(id=each, name=str(each), permissions=draw(BITS), position=each) for each in range(1, 5)}
    about = draw(st.lists(st.sampled_from([GUILD, 1, 2, 3, 4, MEMBER]), unique=True))
    overwrites = {
        each: Overwrite(
            id=each,
            type=OverwriteType.MEMBER if each == MEMBER else OverwriteType.ROLE,
            allow=draw(BITS),
            deny=draw(BITS),
        )
        for each in about
    }
    member = Member(user_id=MEMBER, joined_at=NOON, roles=held)
    channel = Channel(id=CHANNEL, type=ChannelType.GUILD_TEXT, guild_id=GUILD, overwrites=overwrites)
    guild = Guild(
        id=GUILD, name="g", owner_id=OWNER, roles=roles, channels={CHANNEL: channel}, members={MEMBER: member}
    )
    return guild, channel, member


def published(guild: Guild, channel: Channel, member: Member) -> int:
    """Compute as discord.com/developers/docs/topics/permissions does in its pseudo-code."""
    base = guild.roles[guild.id].permissions
    for role_id in member.roles:
        base |= guild.roles[role_id].permissions
    if base & Permission.ADMINISTRATOR:
        return int(ALL)
    if everyone := channel.overwrites.get(guild.id):
        base &= ~everyone.deny
        base |= everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if overwrite := channel.overwrites.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    base &= ~deny
    base |= allow
    if own := channel.overwrites.get(member.user_id):
        base &= ~own.deny
        base |= own.allow
    return base if base & Permission.VIEW_CHANNEL else 0


@given(guilds())
def test_channel_permissions_are_those_of_the_published_algorithm(made: tuple[Guild, Channel, Member]) -> None:
    guild, channel, member = made

    assert permissions.in_channel(guild, channel, member, NOON) == published(guild, channel, member)


@given(guilds())
def test_a_timeout_leaves_at_most_viewing_and_reading(made: tuple[Guild, Channel, Member]) -> None:
    guild, channel, member = made
    member.communication_disabled_until = NOON + timedelta(seconds=1)

    held = permissions.in_channel(guild, channel, member, NOON)

    assert held == ALL or held | IN_TIMEOUT == IN_TIMEOUT


@given(guilds())
def test_the_owner_may_do_everything_everywhere(made: tuple[Guild, Channel, Member]) -> None:
    guild, channel, member = made
    guild.owner_id = member.user_id

    assert permissions.in_channel(guild, channel, member, NOON) == permissions.in_guild(guild, member, NOON) == ALL


def test_a_timeout_ends_by_itself() -> None:
    guild = a_world().guild(GUILD)
    member = guild.members[MODERATOR]
    member.communication_disabled_until = NOON

    assert Permission.KICK_MEMBERS in permissions.in_guild(guild, member, NOON)


def test_a_thread_follows_its_parents_overwrites() -> None:
    guild = a_world().guild(GUILD)
    shut = Overwrite(id=GUILD, type=OverwriteType.ROLE, deny=int(Permission.VIEW_CHANNEL))
    guild.channels[CHANNEL].overwrites[GUILD] = shut
    metadata = ThreadMetadata(archive_timestamp=NOON, create_timestamp=NOON)
    thread = Channel(id=7, type=ChannelType.PUBLIC_THREAD, name="t", guild_id=GUILD, parent_id=CHANNEL, thread=metadata)

    assert permissions.in_channel(guild, thread, guild.members[MEMBER], NOON) == NONE


@pytest.mark.parametrize(
    ("actor", "target", "outranked"),
    [
        (OWNER, BOT, True),
        (BOT, MODERATOR, True),
        (BOT, MEMBER, True),
        (MODERATOR, BOT, False),
        (MODERATOR, MODERATOR, False),
        (BOT, OWNER, False),
        (OWNER, OWNER, False),
    ],
)
def test_only_those_above_may_act_on_those_below(actor: int, target: int, *, outranked: bool) -> None:
    guild = a_world().guild(GUILD)

    assert permissions.outranks(guild, guild.members[actor], guild.members[target]) is outranked


def test_of_two_roles_at_one_position_the_older_is_the_higher() -> None:
    guild = a_world().guild(GUILD)
    guild.roles[LOW_ROLE] = role(LOW_ROLE, position=2)
    guild.members[MEMBER].roles = [LOW_ROLE]

    assert LOW_ROLE < MODERATOR_ROLE
    assert permissions.outranks(guild, guild.members[MEMBER], guild.members[MODERATOR])

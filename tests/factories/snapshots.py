"""Guilds as Discord has them, that name only what a test is about."""

from collections.abc import Sequence

from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.adapters.discord.resources.guilds import Guild
from shared.adapters.discord.resources.members import Member
from shared.adapters.discord.resources.roles import Role
from shared.adapters.discord.resources.users import User
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.rules import Scene
from shared.kernel.authority import GuildMember
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

GUILD, OWNER, BOT, PERSON = map(Snowflake, (1, 900, 901, 902))
BOT_ROLE, MODS, MEMBERS = map(Snowflake, (10, 20, 30))
STAFF = Snowflake(70)


def a_role(role_id: int, position: int, *permissions: Permission, name: str = "") -> Role:
    bits = Bits(sum(permissions))
    return Role(id=Snowflake(role_id), name=name or f"role {role_id}", permissions=bits, position=position)


def a_channel(channel_id: int = STAFF, *overwrites: Overwrite, name: str = "staff") -> Channel:
    return Channel(id=Snowflake(channel_id), type=0, guild_id=GUILD, name=name, permission_overwrites=tuple(overwrites))


def an_overwrite(of: int, *, allow: int = 0, deny: int = 0, member: bool = False) -> Overwrite:
    return Overwrite(id=Snowflake(of), type=int(member), allow=Bits(allow), deny=Bits(deny))


def a_snapshot(
    *channels: Channel, roles: Sequence[Role] | None = None, bot_roles: Sequence[Snowflake] = (BOT_ROLE,)
) -> GuildSnapshot:
    """Return a guild in which the bot stands above the moderators, who stand above the members."""
    usual = [
        a_role(GUILD, 0, Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, name="@everyone"),
        a_role(MEMBERS, 1, name="Members"),
        a_role(MODS, 2, Permission.MANAGE_CHANNELS, Permission.MANAGE_ROLES, name="Mods"),
        a_role(BOT_ROLE, 3, Permission.MANAGE_CHANNELS, Permission.MANAGE_ROLES, name="Bot"),
    ]
    return GuildSnapshot(
        guild=Guild(id=GUILD, name="Guild", owner_id=OWNER, roles=tuple(usual if roles is None else roles)),
        channels=channels or (a_channel(),),
        bot=Member(user=User(id=BOT, username="bot"), roles=tuple(bot_roles)),
    )


def a_scene(
    snapshot: GuildSnapshot | None = None, *, roles: Sequence[Snowflake] = (MODS,), user: int = PERSON
) -> Scene:
    """Set the scene for a moderator."""
    person = GuildMember(user_id=Snowflake(user), role_ids=frozenset(roles))
    return Scene(snapshot=snapshot or a_snapshot(), person=person, now=NOON)

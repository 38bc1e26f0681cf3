"""Who can log in to the simulated Discord, and how the consent page tells them apart."""

import msgspec

from infra.discord_sim.world import permissions
from infra.discord_sim.world.model import Guild, User
from infra.discord_sim.world.permission_bits import Permission
from infra.discord_sim.world.world import World

_RANKS = ("Owner", "Administrator", "Manager", "Moderator", "Member")
_MODERATES = Permission.KICK_MEMBERS | Permission.BAN_MEMBERS | Permission.MODERATE_MEMBERS


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the consent page."""

    user: User
    role: str
    """What they are where they are most, such as `Owner of Moonlit Tavern`."""


def people(world: World) -> list[Person]:
    """List everybody with an e-mail address, those with the most say over the most people first."""
    found = [(_standing(world, user), user) for user in world.users.values() if user.email and not user.bot]
    found.sort(key=lambda one: (one[0].order, one[1].id))
    return [Person(user=user, role=standing.text) for standing, user in found]


def manageable_guilds(world: World, user_id: int) -> list[Guild]:
    """List the guilds that a person may add a bot to."""
    now = world.clock.now()
    return [
        guild
        for guild in world.guilds_of(user_id)
        if Permission.MANAGE_GUILD in permissions.in_guild(guild, guild.members[user_id], now)
    ]


class _Standing(msgspec.Struct, frozen=True, kw_only=True):
    order: tuple[int, int]
    text: str


def _standing(world: World, user: User) -> _Standing:
    ranked = [((_rank(world, guild, user.id), -len(guild.members)), guild) for guild in world.guilds_of(user.id)]
    if not ranked:
        return _Standing(order=(len(_RANKS), 0), text="In no server yet")
    order, guild = min(ranked, key=lambda one: one[0])
    return _Standing(order=order, text=f"{_RANKS[order[0]]} of {guild.name}")


def _rank(world: World, guild: Guild, user_id: int) -> int:
    if guild.owner_id == user_id:
        return 0
    held = permissions.in_guild(guild, guild.members[user_id], world.clock.now())
    tests = (Permission.ADMINISTRATOR in held, Permission.MANAGE_GUILD in held, bool(held & _MODERATES), True)
    return tests.index(True) + 1

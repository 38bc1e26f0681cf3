"""Small worlds for the simulator's unit tests: one guild, a few people, time that stands still."""

from datetime import UTC, datetime
from typing import Any

from infra.discord_sim.gateway.intents import ALL_PRIVILEGED_FLAGS
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.clock import stopped_at
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Application, Channel, Guild, Member, Role, User
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import Dispatch, World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_2018 = 10**11  # milliseconds after Discord's epoch
OWNER, BOT, MODERATOR, MEMBER, STRANGER, GUILD, CHANNEL, LOW_ROLE, MODERATOR_ROLE, BOT_ROLE = (
    (_2018 + number) << 22 for number in range(10)
)
NOTHING = Permission(0)

EVERYBODY_MAY = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
MODERATORS_MAY = (
    Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_MESSAGES
    | Permission.MODERATE_MEMBERS
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_ROLES
)


def a_world() -> World:
    """Make a world with a guild of an owner, a bot above a moderator, a member, and a stranger outside."""
    world = World(1, stopped_at(NOON))
    for user_id, name in ((OWNER, "ada"), (MODERATOR, "chidi"), (MEMBER, "dana"), (STRANGER, "zoe")):
        world.users[user_id] = User(id=user_id, username=name)
    world.users[BOT] = User(id=BOT, username="guildhall", bot=True)
    world.applications[BOT] = Application(
        id=BOT, name="Guildhall", owner_id=OWNER, bot_id=BOT, flags=ALL_PRIVILEGED_FLAGS
    )
    world.add_guild(_a_guild())
    return world


def by(user_id: int, reason: str | None = None) -> Actor:
    """Name who acts, and why."""
    return Actor(user_id=user_id, reason=reason)


def told(world: World) -> list[Dispatch]:
    """Return a list that fills with everything dispatched from now on."""
    heard: list[Dispatch] = []
    world.listen(heard.append)
    return heard


def names(heard: list[Dispatch]) -> list[str]:
    """Return the events' names in order."""
    return [event.name for event in heard]


def role(role_id: int, position: int, permissions: Permission = NOTHING, **more: Any) -> Role:
    """Make a role."""
    return Role(id=role_id, name=f"role {position}", position=position, permissions=int(permissions), **more)


def _a_guild() -> Guild:
    roles = [
        role(GUILD, 0, EVERYBODY_MAY),
        role(LOW_ROLE, 1),
        role(MODERATOR_ROLE, 2, MODERATORS_MAY),
        role(BOT_ROLE, 3, MODERATORS_MAY | Permission.MANAGE_GUILD | Permission.MANAGE_CHANNELS, managed=True),
    ]
    members = {OWNER: [], BOT: [BOT_ROLE], MODERATOR: [MODERATOR_ROLE], MEMBER: []}
    return Guild(
        id=GUILD,
        name="Test hall",
        owner_id=OWNER,
        roles={one.id: one for one in roles},
        channels={CHANNEL: Channel(id=CHANNEL, type=ChannelType.GUILD_TEXT, name="general", guild_id=GUILD)},
        members={
            user_id: Member(user_id=user_id, joined_at=NOON, roles=role_ids) for user_id, role_ids in members.items()
        },
    )

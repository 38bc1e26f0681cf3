"""The roles that a guild of the community has."""

import msgspec

from infra.discord_sim.world.model import Guild, Role
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import World

EVERYONE = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.STREAM
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.USE_VAD
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.REQUEST_TO_SPEAK
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
)
_MODERATOR = (
    Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_MESSAGES
    | Permission.PIN_MESSAGES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_THREADS
    | Permission.MODERATE_MEMBERS
    | Permission.MUTE_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.BYPASS_SLOWMODE
)
_BOT = (
    EVERYONE
    | _MODERATOR
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_GUILD_EXPRESSIONS
    | Permission.CREATE_GUILD_EXPRESSIONS
    | Permission.DEAFEN_MEMBERS
    | Permission.MENTION_EVERYONE
)


class Ranks(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of a guild's roles, by their part. `bot` is None where the bot is not."""

    admin: int
    bot: int | None
    moderator: int
    helper: int
    regular: int
    veteran: int
    events: int


def lay_out(world: World, guild: Guild, bot_id: int | None, bot_name: str) -> Ranks:
    """Give a guild its roles, the bot's below Admin and above Moderator."""
    born = created_at(guild.id)
    guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=int(EVERYONE))
    made: list[Role] = []

    def add(name: str, permissions: Permission, color: int, *, hoist: bool = False, mentionable: bool = False) -> Role:
        role = Role(
            id=world.snowflakes.at(born),
            name=name,
            permissions=int(permissions),
            color=color,
            hoist=hoist,
            mentionable=mentionable,
        )
        made.append(role)
        return role

    events = add("Event pings", Permission(0), 0, mentionable=True)
    veteran = add("Veteran", Permission(0), 0x9B59B6)
    regular = add("Regular", Permission.USE_EXTERNAL_SOUNDS, 0x3498DB)
    helper = add("Helper", Permission.MANAGE_THREADS, 0x2ECC71, hoist=True)
    moderator = add("Moderator", _MODERATOR, 0xE67E22, hoist=True, mentionable=True)
    bot = None
    if bot_id is not None:
        bot = add(bot_name, _BOT, 0x5865F2)
        bot.managed, bot.bot_id = True, bot_id
    admin = add("Admin", Permission.ADMINISTRATOR, 0xE74C3C, hoist=True)
    for position, role in enumerate(made, start=1):
        role.position = position
        guild.roles[role.id] = role
    return Ranks(
        admin=admin.id,
        bot=bot.id if bot else None,
        moderator=moderator.id,
        helper=helper.id,
        regular=regular.id,
        veteran=veteran.id,
        events=events.id,
    )

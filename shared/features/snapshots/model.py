"""A guild at one moment."""

from shared.adapters.discord.payloads import Payload
from shared.adapters.discord.resources.channels import Channel
from shared.adapters.discord.resources.guilds import Guild
from shared.adapters.discord.resources.members import Member


class GuildSnapshot(Payload, frozen=True, kw_only=True):
    """A guild with its roles, its channels (threads apart), and the bot's own member."""

    guild: Guild
    channels: tuple[Channel, ...]
    bot: Member

"""Captures what people write."""

from typing import Final

import discord
import msgspec
from discord.ext import commands

from bot_worker.client import Bot, Capture
from bot_worker.texts import sound
from shared.kernel import json
from shared.kernel.event_ids import message_create_id
from shared.kernel.events import Event, EventType, MessageAuthor, MessageChannel, MessageCreateData
from shared.kernel.snowflakes import Snowflake

_WRITTEN: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Messages(commands.Cog):
    """Listeners never wait: they run in the order of Discord's events, and that is the order of ours."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if message.guild is not None and is_written_by_a_person(message):
            self._capture(message_event(message, message.guild.id))


def is_written_by_a_person(message: discord.Message) -> bool:
    return message.type in _WRITTEN and not message.author.bot and message.webhook_id is None


def message_event(message: discord.Message, guild_id: int) -> Event:
    author, channel = message.author, message.channel
    replied_to = (
        message.reference.message_id if message.type is discord.MessageType.reply and message.reference else None
    )
    data = MessageCreateData(
        message_id=Snowflake(message.id),
        content=sound(message.content),
        author=MessageAuthor(
            id=Snowflake(author.id),
            username=sound(author.name),
            global_name=None if author.global_name is None else sound(author.global_name),
            avatar=None if author.avatar is None else author.avatar.key,
        ),
        channel=MessageChannel(id=Snowflake(channel.id), name=sound(getattr(channel, "name", ""))),
        attachments=len(message.attachments),
        reply_to=None if replied_to is None else Snowflake(replied_to),
    )
    return Event(
        id=message_create_id(message.id),
        type=EventType.MESSAGE_CREATE,
        guild_id=Snowflake(guild_id),
        user_id=Snowflake(author.id),
        channel_id=Snowflake(channel.id),
        data=msgspec.Raw(json.encode(data)),
        timestamp=int(message.created_at.timestamp() * 1000),
    )


async def setup(bot: Bot) -> None:
    await bot.add_cog(Messages(bot.capture))

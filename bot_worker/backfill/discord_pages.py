"""Reads pages of messages and of the audit log from Discord, and what of a guild matters for that."""

import asyncio
from typing import Any, Final

import aiohttp
import discord

from bot_worker.backfill.errors import DiscordAwayError, NotReadableError
from bot_worker.backfill.model import AUDIT_LOG, ChannelFacts, Cursor, GuildFacts, Read
from bot_worker.backfill.rules import PAGE

TARGET_USER: Final = "target_user"  # of an entry: the user that it is about, where it is about one
PAGE_SECONDS: Final = 60.0  # discord.py waits by itself where a limit is reached

_Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


def facts_of(guild: discord.Guild) -> GuildFacts:
    """Return what the session told of a guild that is available."""
    me = guild.me
    return GuildFacts(
        joined_at=0 if me.joined_at is None else int(me.joined_at.timestamp() * 1000),
        may_read_audit_log=me.guild_permissions.view_audit_log,
        channels=[
            ChannelFacts(id=place.id, last_message_id=place.last_message_id, readable=_may_read(place, me))
            for place in _places(guild)
            if place.last_message_id is not None
        ],
    )


def newest_of(guild: discord.Guild) -> Cursor:
    """Return the newest message that the session told of; messages that came since are not among its channels' last."""
    return Cursor(
        guild_id=guild.id, message_id=max((place.last_message_id or 0 for place in _places(guild)), default=0)
    )


async def read_page(client: discord.Client, guild_id: int, read: Read) -> list[dict[str, Any]]:
    """Return the next page, oldest first; raise `NotReadableError`, or `DiscordAwayError` where it may work later."""
    try:
        async with asyncio.timeout(PAGE_SECONDS):
            if read.source == AUDIT_LOG:
                log = await client.http.get_audit_logs(guild_id, limit=PAGE, after=read.after)
                users = {user["id"]: user for user in log["users"]}
                page: list[Any] = [
                    {**entry, TARGET_USER: users.get(entry["target_id"] or "")} for entry in log["audit_log_entries"]
                ]
            else:
                page = list(await client.http.logs_from(read.source, PAGE, after=read.after))
        return sorted(page, key=lambda each: int(each["id"]))
    except (discord.Forbidden, discord.NotFound) as error:
        raise NotReadableError from error
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DiscordAwayError from error
    except (LookupError, TypeError, ValueError, RuntimeError) as error:  # whatever it was that answered
        raise DiscordAwayError from error


def _places(guild: discord.Guild) -> list[_Place]:
    return [*guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads]


def _may_read(place: _Place, me: discord.Member) -> bool:
    if isinstance(place, discord.Thread) and place.parent is None:
        return True  # Discord will tell
    permissions = place.permissions_for(me)
    return permissions.view_channel and permissions.read_message_history

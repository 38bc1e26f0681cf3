"""Reads pages of messages and of the audit log from Discord, and what of a guild matters for that."""

import asyncio
from collections.abc import Callable, Coroutine
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
    if read.source == AUDIT_LOG:
        page = await _asked(client.http.get_audit_logs(guild_id, limit=PAGE, after=read.after), _entries)
    else:
        page = await _asked(client.http.logs_from(read.source, PAGE, after=read.after), list)
    return page


async def read_member(client: discord.Client, guild_id: int, user_id: int) -> dict[str, Any]:
    """Raise `NotReadableError` for who is no member any more, or `DiscordAwayError`."""
    (member,) = await _asked(client.http.get_member(guild_id, user_id), lambda answer: [dict(answer)], in_order=False)
    return member


def _entries(answer: Any) -> list[Any]:
    users = {user["id"]: user for user in answer["users"]}
    return [{**entry, TARGET_USER: users.get(entry["target_id"] or "")} for entry in answer["audit_log_entries"]]


async def _asked(
    question: Coroutine[Any, Any, Any], read: Callable[[Any], list[Any]], *, in_order: bool = True
) -> list[dict[str, Any]]:
    try:
        async with asyncio.timeout(PAGE_SECONDS):
            found = read(await question)
        return sorted(found, key=lambda each: int(each["id"])) if in_order else found
    except (discord.Forbidden, discord.NotFound) as error:
        raise NotReadableError from error
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DiscordAwayError from error
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:  # whatever it was that answered
        raise DiscordAwayError from error


def _places(guild: discord.Guild) -> list[_Place]:
    return [*guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads]


def _may_read(place: _Place, me: discord.Member) -> bool:
    if isinstance(place, discord.Thread) and place.parent is None:
        return True  # Discord will tell
    permissions = place.permissions_for(me)
    return permissions.view_channel and permissions.read_message_history

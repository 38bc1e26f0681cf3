"""What Discord's gateway sends: messages of about 0.9 KB, and guilds of about 40 KB."""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any, Final

import discord

CHANNELS: Final = 30
ROLES: Final = 20
EMOJIS: Final = 30
MEMBERS: Final = 50
_START: Final = 1_175_928_847_299_117_063
_WORDS: Final = "the raid mod please role rules see you tonight where is my thanks lol stream game link update".split()  # noqa: SIM905 - easier to read


def a_guild(number: int, *, members: int = MEMBERS) -> dict[str, Any]:
    """Return a GUILD_CREATE; with small guilds, Discord sends all members along."""
    source = random.Random(number)
    guild_id = _START + number * 4_194_304
    return {
        "id": str(guild_id), "name": f"Community {number}", "icon": f"{source.getrandbits(128):032x}",
        "owner_id": str(_user_id(guild_id, 0)), "member_count": members, "unavailable": False, "large": False,
        "joined_at": "2026-01-31T12:00:00.000000+00:00", "description": "To be here", "features": ["COMMUNITY"],
        "verification_level": 1, "default_message_notifications": 1, "explicit_content_filter": 2, "mfa_level": 0,
        "premium_tier": 1, "premium_subscription_count": 3, "preferred_locale": "en-US", "nsfw_level": 0,
        "system_channel_id": None, "rules_channel_id": None, "afk_channel_id": None, "afk_timeout": 300,
        "stickers": [], "threads": [], "voice_states": [], "presences": [], "stage_instances": [],
        "guild_scheduled_events": [], "soundboard_sounds": [],
        "roles": [_role(guild_id, place) for place in range(ROLES)],
        "channels": [_channel(guild_id, place) for place in range(CHANNELS)],
        "emojis": [_emoji(guild_id, place) for place in range(EMOJIS)],
        "members": [_member(guild_id, place) for place in range(members)],
    }  # fmt: skip


async def introduced(client: discord.Client, guilds: int) -> None:
    """Let a client know its loop, who it is, and so many guilds."""
    await client._async_setup_hook()
    state = client._connection
    me: Any = {"id": "9", "username": "bot", "global_name": None, "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=me)
    for number in range(guilds):
        state.parsers["GUILD_CREATE"](a_guild(number))
        await asyncio.sleep(0)


def messages(count: int, guilds: int) -> Iterator[str]:
    """Yield frames, as text, of messages in the channels of these guilds."""
    source = random.Random(1)
    for number in range(count):
        guild_id = _START + source.randrange(guilds) * 4_194_304
        frame = {"t": "MESSAGE_CREATE", "s": number + 1, "op": 0, "d": _message(source, guild_id, number)}
        yield json.dumps(frame, separators=(",", ":"))


def _message(source: random.Random, guild_id: int, number: int) -> dict[str, Any]:
    member = _member(guild_id, source.randrange(MEMBERS))
    return {
        "type": 0, "tts": False, "timestamp": "2026-11-23T12:00:00.000000+00:00", "pinned": False, "nonce": str(number),
        "mentions": [], "mention_roles": [], "mention_everyone": False, "id": str(_START + number * 4_194_304),
        "flags": 0, "embeds": [], "edited_timestamp": None, "content": " ".join(source.choices(_WORDS, k=12)),
        "components": [], "channel_type": 0, "channel_id": str(guild_id + 1_000 + source.randrange(CHANNELS)),
        "author": member.pop("user"), "attachments": [], "guild_id": str(guild_id), "member": member,
    }  # fmt: skip


def _user_id(guild_id: int, place: int) -> int:
    return guild_id + 5_000 + place


def _member(guild_id: int, place: int) -> dict[str, Any]:
    user_id = _user_id(guild_id, place)
    user = {
        "id": str(user_id), "username": f"somebody{user_id % 9_973}", "global_name": f"Somebody {place}",
        "avatar": f"{user_id:032x}", "discriminator": "0", "public_flags": 0, "avatar_decoration_data": None,
        "primary_guild": None, "collectibles": None,
    }  # fmt: skip
    return {
        "user": user, "roles": [str(guild_id + 2_000 + place % ROLES)], "joined_at": "2026-01-31T12:00:00.000000+00:00",
        "nick": None, "avatar": None, "banner": None, "premium_since": None, "pending": False, "flags": 0,
        "mute": False, "deaf": False, "communication_disabled_until": None,
    }  # fmt: skip


def _role(guild_id: int, place: int) -> dict[str, Any]:
    return {
        "id": str(guild_id if place == 0 else guild_id + 2_000 + place), "name": f"Role {place}", "position": place,
        "permissions": "104189505", "color": place * 1_000, "hoist": False, "managed": False, "mentionable": True,
        "icon": None, "unicode_emoji": None, "flags": 0, "tags": {},
    }  # fmt: skip


def _channel(guild_id: int, place: int) -> dict[str, Any]:
    overwrites = [{"id": str(guild_id + 2_000 + role), "type": 0, "allow": "1024", "deny": "0"} for role in range(3)]
    return {
        "id": str(guild_id + 1_000 + place), "type": 2 if place % 6 == 0 else 0, "name": f"channel-{place}",
        "position": place, "parent_id": None, "topic": "What this channel is about", "nsfw": False,
        "rate_limit_per_user": 0, "last_message_id": str(guild_id + 9_000), "bitrate": 64_000, "user_limit": 0,
        "permission_overwrites": overwrites, "flags": 0,
    }  # fmt: skip


def _emoji(guild_id: int, place: int) -> dict[str, Any]:
    return {
        "id": str(guild_id + 3_000 + place), "name": f"emoji_{place}", "animated": False, "roles": [],
        "require_colons": True, "managed": False, "available": True,
    }  # fmt: skip

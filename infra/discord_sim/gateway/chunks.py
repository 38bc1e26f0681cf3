"""Opcode 8: a guild's members, a thousand at a time."""

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from infra.discord_sim.gateway.codes import CloseCode, Op
from infra.discord_sim.gateway.inbound import HangUpError, RequestGuildMembers
from infra.discord_sim.gateway.intents import Intent
from infra.discord_sim.gateway.session import Session
from infra.discord_sim.gateway.windows import MemberRequests
from infra.discord_sim.world import render
from infra.discord_sim.world.model import Guild
from infra.discord_sim.world.world import World

_CHUNK = 1_000  # discord.com/developers/docs/events/gateway-events#guild-members-chunk
_MAX_MATCHES = 100
_MAX_NONCE_BYTES = 32


def answer(world: World, session: Session, request: RequestGuildMembers, limits: MemberRequests) -> None:
    """Push GUILD_MEMBERS_CHUNKs, or RATE_LIMITED; what the session may not ask for has no answer."""
    guild_id = _guild_id(request)
    guild = world.guilds.get(guild_id)
    if guild is None or session.bot_id not in guild.members or not session.holds(guild_id):
        return
    if request.user_ids is not UNSET and request.user_ids is not None:
        wanted = _ids(request.user_ids)[:_MAX_MATCHES]
        found = [each for each in wanted if each in guild.members]
        _push(world, session, guild, request, found, not_found=[each for each in wanted if each not in guild.members])
        return
    query = request.query or ""
    if request.query is UNSET or request.query is None:
        raise HangUpError(CloseCode.DECODE_ERROR)
    if query == "" and request.limit == 0:
        _answer_all(world, session, guild, request, limits)
        return
    limit = min(request.limit or _MAX_MATCHES, _MAX_MATCHES)
    _push(world, session, guild, request, _matching(world, guild, str(query).lower())[:limit])


def _answer_all(
    world: World, session: Session, guild: Guild, request: RequestGuildMembers, limits: MemberRequests
) -> None:
    if not session.intents & Intent.GUILD_MEMBERS:
        return
    wait = limits.wait(session.bot_id, guild.id, world.clock.seconds())
    if wait:
        meta: dict[str, Any] = {"guild_id": str(guild.id), **_nonce(request)}
        session.push("RATE_LIMITED", {"opcode": int(Op.REQUEST_GUILD_MEMBERS), "retry_after": wait, "meta": meta})
        return
    _push(world, session, guild, request, list(guild.members))


def _push(
    world: World,
    session: Session,
    guild: Guild,
    request: RequestGuildMembers,
    user_ids: list[int],
    not_found: list[int] | None = None,
) -> None:
    presences = bool(request.presences and session.intents & Intent.GUILD_PRESENCES)
    chunks = list(_chunked(user_ids))
    for index, chunk in enumerate(chunks):
        payload: dict[str, Any] = {
            "guild_id": str(guild.id),
            "members": [render.member(world, guild.members[each]) for each in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
            **_nonce(request),
        }
        if not_found:
            payload["not_found"] = render.snowflakes(not_found)
        if presences:
            shown = [each for each in chunk if each in guild.presences]
            payload["presences"] = [render.presence(guild, each, guild.presences[each]) for each in shown]
        session.push("GUILD_MEMBERS_CHUNK", payload)


def _chunked(user_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, max(len(user_ids), 1), _CHUNK):
        yield user_ids[start : start + _CHUNK]


def _matching(world: World, guild: Guild, prefix: str) -> list[int]:
    return [
        user_id
        for user_id, member in guild.members.items()
        if world.users[user_id].username.lower().startswith(prefix) or (member.nick or "").lower().startswith(prefix)
    ]


def _nonce(request: RequestGuildMembers) -> dict[str, str]:
    nonce = "" if request.nonce is None else str(request.nonce)
    return {"nonce": nonce} if 0 < len(nonce.encode()) <= _MAX_NONCE_BYTES else {}


def _guild_id(request: RequestGuildMembers) -> int:
    asked = request.guild_id if isinstance(request.guild_id, list) else [request.guild_id]
    if len(asked) != 1 or not str(asked[0]).isdecimal():
        raise HangUpError(CloseCode.DECODE_ERROR)
    return int(asked[0])


def _ids(user_ids: str | int | list[str | int]) -> list[int]:
    listed = user_ids if isinstance(user_ids, list) else [user_ids]
    if not all(str(each).isdecimal() for each in listed):
        raise HangUpError(CloseCode.DECODE_ERROR)
    return [int(each) for each in listed]

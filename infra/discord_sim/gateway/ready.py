"""READY, and the guilds that come after it."""

from typing import Any

from infra.discord_sim.gateway import visibility
from infra.discord_sim.gateway.intents import Intent
from infra.discord_sim.gateway.session import Session
from infra.discord_sim.world import render
from infra.discord_sim.world.world import World

_TRACE = '["gateway-sim-0",{"micros":0.0}]'


def greet(world: World, session: Session, *, resume_url: str, sharded: bool) -> None:
    """Push READY and one GUILD_CREATE for each guild of the shard."""
    guilds = [one for one in world.guilds_of(session.bot_id) if session.holds(one.id)]
    payload: dict[str, Any] = {
        "v": 10,
        "user": {**render.user_with_private_fields(world.user(session.bot_id), with_email=True), "verified": True},
        "session_id": session.session_id,
        "resume_gateway_url": resume_url,
        "session_type": "normal",
        "user_settings": {},
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
        "application": render.partial_application(world.application_of(session.bot_id)),
        "_trace": [_TRACE],
    }
    if sharded:
        payload["shard"] = list(session.shard)
    session.push("READY", payload)
    if session.intents & Intent.GUILDS:
        for one in guilds:
            session.push("GUILD_CREATE", visibility.guild_create(world, session, one.id) | {"unavailable": False})

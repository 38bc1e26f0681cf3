"""How users appear in the guilds that they share with others."""

from typing import Any

from infra.discord_sim.world import render
from infra.discord_sim.world.model import Presence
from infra.discord_sim.world.world import World


def show(world: World, user_id: int, status: str | None, activities: list[dict[str, Any]] | None) -> None:
    """Set a user's presence everywhere; invisible looks offline, no status is online."""
    seen = "offline" if status == "invisible" else status or "online"
    for guild in world.guilds_of(user_id):
        presence = Presence(status=seen, activities=activities or [])
        guild.presences[user_id] = presence
        world.dispatch("PRESENCE_UPDATE", render.presence(guild, user_id, presence), guild_id=guild.id)

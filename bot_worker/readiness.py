"""When a shard is ready: as soon as Discord has told every guild of READY."""

from typing import Any

from discord.state import ConnectionState


class PromptState(ConnectionState[Any]):
    """discord.py calls a session ready once no guild has come for `guild_ready_timeout` seconds.

    Here it waits for so long only while a guild is missing: one in an outage, or one whose GUILD_CREATE is under way.
    """

    @property
    def guild_ready_timeout(self) -> float:
        return self._patience if self._expects_guilds() else 0.0

    @guild_ready_timeout.setter
    def guild_ready_timeout(self, seconds: float) -> None:
        self._patience = seconds

    def _expects_guilds(self) -> bool:
        told = getattr(self, "_ready_state", None)  # there from READY on, until the session is ready
        return told is None or not told.empty() or any(guild.unavailable for guild in self.guilds)

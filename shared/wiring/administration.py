"""What people do in a guild by way of Discord's REST API."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from shared.config.sections import DiscordConfig
    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.actions.service import ActionLog
    from shared.features.channels.service import ChannelService
    from shared.features.explainer.service import Explainer
    from shared.features.lockdown.service import LockdownService
    from shared.features.overwrites.service import OverwriteService
    from shared.features.roles.service import RoleService
    from shared.features.settings.service import SettingsService
    from shared.features.snapshots.overview import DiscordGuild
    from shared.wiring.discord import DiscordWiring


class AdministrationWiring:
    """A request builds what it uses; `log` and `settings` make the parts that their names say.

    `name_of` says how a user is called in Discord's audit log.
    """

    def __init__(
        self,
        discord: "DiscordWiring",
        *,
        log: "Callable[[], ActionLog]",
        name_of: Callable[[Snowflake], str],
        settings: "Callable[[], SettingsService]",
        clock: Callable[[], datetime],
    ) -> None:
        self._discord = discord
        self._log = log
        self._name_of = name_of
        self._settings = settings
        self._clock = clock

    @cached_property
    def changes(self) -> "GuildChanges":
        from shared.features.actions.carrying_out import GuildChanges

        return GuildChanges(lambda: self._discord.client, self._log(), self._discord.snapshots, self._name_of)

    @cached_property
    def channels(self) -> "ChannelService":
        from shared.features.channels.service import ChannelService

        return ChannelService(self._discord.scenes, lambda: self._discord.client, self.changes)

    @cached_property
    def overwrites(self) -> "OverwriteService":
        from shared.features.overwrites.service import OverwriteService

        return OverwriteService(self._discord.scenes, self.changes)

    @cached_property
    def roles(self) -> "RoleService":
        from shared.features.roles.service import RoleService

        return RoleService(self._discord.scenes, self.changes)

    @cached_property
    def explainer(self) -> "Explainer":
        from shared.features.explainer.service import Explainer

        return Explainer(self._discord.scenes)

    @cached_property
    def lockdown(self) -> "LockdownService":
        from shared.features.lockdown.service import LockdownService

        return LockdownService(self._discord.scenes, self._settings(), self.changes, self._clock)

    def overview(self, guild_id: Snowflake, user_id: Snowflake, discord: "DiscordConfig") -> "DiscordGuild":
        """Return a guild as Discord has it, and where a user stands there."""
        from shared.features.snapshots.views import overview_of

        return overview_of(self._discord.scenes.of(guild_id, user_id), discord)

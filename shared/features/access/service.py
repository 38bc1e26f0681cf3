"""Find out what a user may do in a guild."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from shared.adapters.discord_payloads import UserGuild
from shared.features.access import rules
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.ports import Bots, Grants, GuildRecords, Locks, UserGuilds
from shared.features.access.remembered import RememberedAccess
from shared.features.access.settings import AccessSettings
from shared.features.guilds.model import GuildRecord
from shared.kernel.commands import RoleView
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, DiscordUnavailableError
from shared.kernel.snowflakes import Snowflake

BOT_LIFETIME: Final = timedelta(seconds=60)  # the bot reports what changes: then it is forgotten at once
STRANGER_LIFETIME: Final = timedelta(seconds=10)  # who joins is reported by nobody
DISCORD_LIFETIME: Final = timedelta(seconds=20)  # with the 40 s that Discord's answer itself is kept: 60
WAIT: Final = timedelta(seconds=12)  # for another request that finds out the same


class AccessPorts(msgspec.Struct, frozen=True, kw_only=True):
    guilds: UserGuilds
    records: GuildRecords
    bots: Bots
    grants: Grants
    locks: Locks


class AccessService:
    """Asks the bot where it is, Discord where it is not. A guild that does not exist looks like somebody else's.

    Discord's list of the user's guilds is asked first in any case: while it is there, no bot is asked about strangers.
    """

    def __init__(
        self, ports: Callable[[], AccessPorts], remembered: RememberedAccess, clock: Callable[[], datetime]
    ) -> None:
        self._make_ports = ports
        self._remembered = remembered
        self._clock = clock

    @property
    def _ports(self) -> AccessPorts:
        return self._make_ports()

    def of(self, user_id: Snowflake, guild_id: Snowflake) -> GuildAccess:
        """Return what the user may do, at most 60 s old; a stranger may do nothing.

        Raise `GrantRevokedError` or `DiscordUnavailableError` where Discord does not tell, `BotUnavailableError` where
        only the bot could tell, and does not.
        """
        _, known = self._remembered.find(guild_id, user_id)
        if known is not None:
            return known
        with self._ports.locks.hold(f"lock:access:{guild_id}:{user_id}", wait=WAIT):
            stamp, known = self._remembered.find(guild_id, user_id)
            if known is not None:
                return known
            access = self._find_out(user_id, guild_id)
            self._remembered.keep(guild_id, user_id, stamp, access, _lifetime(access))
            return access

    def require(self, user_id: Snowflake, guild_id: Snowflake, needed: GuildPermission) -> GuildAccess:
        """Raise `GuildForbiddenError` or `PermissionMissingError`, or as `of` does."""
        access = self.of(user_id, guild_id)
        rules.require(access, needed)
        return access

    def may_view(self, user_id: Snowflake, guild_id: Snowflake) -> bool:
        """Raise as `of` does."""
        return GuildPermission.VIEW in self.of(user_id, guild_id).permissions

    def require_view(self, user_id: Snowflake, guild_id: Snowflake) -> None:
        self.require(user_id, guild_id, GuildPermission.VIEW)

    def roles(self, guild_id: Snowflake) -> list[RoleView]:
        """Return the guild's roles, highest first; raise `BotUnavailableError` where the bot is not there."""
        record = self._record_with_bot(guild_id)
        if record is None:
            raise BotUnavailableError
        return self._ports.bots.roles(record.bot_id, guild_id)

    def forget(self, guild_id: Snowflake, user_id: Snowflake | None) -> None:
        """Find out anew the next time what this user, or everybody, may do in this guild."""
        self._remembered.forget(guild_id, user_id)
        if user_id is not None:
            self._ports.guilds.forget(user_id)

    def _find_out(self, user_id: Snowflake, guild_id: Snowflake) -> GuildAccess:
        try:
            mine = next((guild for guild in self._ports.guilds.everywhere(user_id) if guild.id == guild_id), None)
        except DiscordUnavailableError:
            return self._without_discord(user_id, guild_id)
        if mine is None:
            return rules.access_of_stranger(AccessSource.DISCORD)
        record = self._record_with_bot(guild_id)
        return rules.access_by_discord(mine) if record is None else self._with_both(user_id, mine, record)

    def _with_both(self, user_id: Snowflake, mine: UserGuild, record: GuildRecord) -> GuildAccess:
        try:
            return self._by_bot(user_id, record)
        except (BotUnavailableError, BotTimeoutError) as error:
            access = rules.access_by_discord(mine)
            if not access.permissions and self._grants_of(mine.id).grants:
                raise BotUnavailableError from error  # whether a role lets them in, only the bot knows
            return access

    def _without_discord(self, user_id: Snowflake, guild_id: Snowflake) -> GuildAccess:
        """Go by the bot alone; raise as Discord did where there is none that tells."""
        record = self._record_with_bot(guild_id)
        if record is None:
            raise DiscordUnavailableError
        try:
            return self._by_bot(user_id, record)
        except (BotUnavailableError, BotTimeoutError) as error:
            raise DiscordUnavailableError from error

    def _by_bot(self, user_id: Snowflake, record: GuildRecord) -> GuildAccess:
        view = self._ports.bots.member(record.bot_id, record.id, user_id)
        return rules.access_of_member(view, self._grants_of(record.id), self._clock())

    def _grants_of(self, guild_id: Snowflake) -> AccessSettings:
        return self._ports.grants.of([guild_id])[guild_id]

    def _record_with_bot(self, guild_id: Snowflake) -> GuildRecord | None:
        return next((record for record in self._ports.records.load_many([guild_id]) if record.is_active), None)


def _lifetime(access: GuildAccess) -> timedelta:
    if not access.permissions:
        return STRANGER_LIFETIME
    return BOT_LIFETIME if access.source is AccessSource.BOT else DISCORD_LIFETIME

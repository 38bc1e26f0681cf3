"""What timers lift, at Discord."""

from datetime import datetime
from typing import Final

from shared.adapters.discord.client import DiscordClient, Request
from shared.adapters.discord.clock import DiscordClock
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.resources.audit_log import AuditLogEntry, AuditLogs
from shared.adapters.discord.resources.bans import Bans
from shared.adapters.discord.resources.members import Member, Members
from shared.adapters.discord.routes import route
from shared.features.timers.model import RoleChange, Standing, Timer, TimerKind
from shared.features.timers.rules import ban_standing, role_standing
from shared.kernel.attribution import stamp
from shared.kernel.errors import DiscordForbiddenError, DiscordNotFoundError, DiscordUnavailableError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

_AS_USUAL: Final = Errand()
FRESH_SECONDS: Final = 60.0  # what Discord's time may be carried on from
_ROLE_UPDATE: Final = 25  # discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events
# discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
_UNKNOWN_MEMBER: Final = frozenset({10007, 10013})
_UNKNOWN_BAN: Final = frozenset({10026, 10013})
_UNKNOWN_ROLE: Final = frozenset({10011})


class DiscordSanctions:
    """`Sanctions`."""

    def __init__(self, client: DiscordClient, clock: DiscordClock, bot_id: Snowflake) -> None:
        self._client = client
        self._clock = clock
        self._bot_id = bot_id

    def look(self, timer: Timer) -> Standing:
        if timer.kind is TimerKind.BAN:
            return self._look_at_ban(timer)
        member = self._member(timer)
        if member is None or _came_back_without(timer, member):
            return Standing.AWAY
        held = frozenset(member.roles)
        standing = role_standing(timer, held, ())
        return standing if standing is Standing.GONE else role_standing(timer, held, self._role_changes(timer))

    def lift(self, timer: Timer) -> None:
        errand = Errand(actor=_actor(timer), reason="its time is up", is_once=True)
        guild_id, user_id, role_id = timer.guild_id, timer.user_id, timer.role_id or Snowflake(0)
        try:
            match timer.kind:
                case TimerKind.BAN:
                    Bans(self._client, errand).unban(guild_id, user_id)
                case TimerKind.ROLE_GIVEN:
                    Members(self._client, errand).remove_role(guild_id, user_id, role_id)
                case TimerKind.ROLE_TAKEN:
                    Members(self._client, errand).add_role(guild_id, user_id, role_id)
        except DiscordNotFoundError as error:  # it went while we looked: there is nothing to lift any more
            if error.discord_code not in _UNKNOWN_BAN | _UNKNOWN_MEMBER | _UNKNOWN_ROLE:
                raise

    def joined_at(self, timer: Timer) -> datetime | None:
        member = self._member(timer, Errand(lane=Lane.BACKGROUND))
        return None if member is None else member.joined_at

    def apply_again(self, timer: Timer) -> None:
        errand = Errand(actor=_actor(timer), reason="back on the server, and its time is not up")
        Members(self._client, errand).add_role(timer.guild_id, timer.user_id, timer.role_id or Snowflake(0))

    def now(self) -> datetime:
        told = self._clock.read()
        if told is None:
            raise DiscordUnavailableError
        return told.now

    def asked_time(self) -> datetime:
        told = self._clock.read()
        if told is None or told.age_seconds > FRESH_SECONDS:
            self._client.send(Request(route=route("GET", "/gateway")), Errand(lane=Lane.BACKGROUND))
        return self.now()

    def _look_at_ban(self, timer: Timer) -> Standing:
        try:
            ban = Bans(self._client).get(timer.guild_id, timer.user_id)
        except DiscordNotFoundError as error:
            if error.discord_code not in _UNKNOWN_BAN:
                raise
            return Standing.GONE
        return ban_standing(ban.reason, timer.case_number)

    def _member(self, timer: Timer, errand: Errand = _AS_USUAL) -> Member | None:
        try:
            return Members(self._client, errand).get(timer.guild_id, timer.user_id)
        except DiscordNotFoundError as error:
            if error.discord_code not in _UNKNOWN_MEMBER:
                raise
            return None

    def _role_changes(self, timer: Timer) -> list[RoleChange]:
        """Return who changed the member's roles lately; nothing where the bot may not read the audit log."""
        try:
            page = AuditLogs(self._client).page(timer.guild_id, target_id=timer.user_id, action_type=_ROLE_UPDATE)
        except DiscordForbiddenError:
            return []
        ours = [entry for entry in page.audit_log_entries if entry.target_id == str(timer.user_id)]
        return [RoleChange(by_us=entry.user_id == self._bot_id, role_ids=_role_ids(entry)) for entry in ours]


def _came_back_without(timer: Timer, member: Member) -> bool:
    """Whether the role that was taken was lost by leaving since: then it is not theirs to be given back."""
    return timer.kind is TimerKind.ROLE_TAKEN and member.joined_at is not None and member.joined_at > timer.set_at


def _actor(timer: Timer) -> str:
    return stamp(timer.set_by.name, timer.set_by.user_id, timer.case_number)


def _role_ids(entry: AuditLogEntry) -> frozenset[Snowflake]:
    moved = [change.new_value for change in entry.changes if change.key in ("$add", "$remove")]
    return frozenset(parse_snowflake(str(role["id"])) for roles in moved for role in roles or ())

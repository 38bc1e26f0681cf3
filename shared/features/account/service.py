"""A user's right to a copy of what we hold, and to have it erased."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from shared.features.account.model import (
    AccountExport,
    DiscordGrant,
    Erased,
    ErasureReceipt,
    ExportedEvents,
    OwnCasesOfGuild,
    PendingErasure,
)
from shared.features.account.ports import Connections, GrantKeeper, PendingErasures
from shared.features.appeals.model import OwnCases
from shared.features.cases.personal import PersonalCases
from shared.features.events.personal import PersonalEvents
from shared.features.logins.endings import LoginEndings
from shared.features.logins.model import User
from shared.features.logins.ports import AccountStore
from shared.features.logins.rules import user_of
from shared.kernel.callers import Caller
from shared.kernel.errors import AppError, InvalidInputError, NotFoundError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake

LONGEST: Final = timedelta(seconds=8)  # for stored events within one request; API Gateway waits 29 s
COVERS: Final = (
    "user: your profile as Discord gave it to us at your last login. Your e-mail address is not kept.",
    "discord_grant: what you let us do at Discord. The tokens themselves are kept encrypted and are not in this copy.",
    "logins: where you are logged in. We hold a hash of the refresh token and the name of the device.",
    "open_connections: live views that are open now.",
    "events: stored events of all servers with our bot that you caused or that name you, with what you wrote if kept.",
    "cases: what moderators did about you, as far as their server shows it, and what you said to it.",
    "Not kept, so not here: IP addresses beyond the minute in which requests are counted, and who changed a setting.",
    "Not here, because others wrote it: what they say of you in their own messages, notes and cases.",
    "Not here, because it is their server's record: what you did as a moderator.",
)

log = logging.getLogger(__name__)


class AccountPorts(msgspec.Struct, frozen=True, kw_only=True):
    """`own_cases` returns what a guild shows a user of the cases about them, and raises where it shows nothing.

    `forget` drops what is remembered of a user for a minute.
    """

    accounts: AccountStore
    endings: LoginEndings
    connections: Connections
    grants: GrantKeeper
    events: PersonalEvents
    cases: PersonalCases
    own_cases: Callable[[Snowflake, Snowflake], OwnCases]
    pending: PendingErasures
    forget: Callable[[Snowflake], None]
    new_id: Callable[[], str]
    cdn_url: str


class AccountService:
    def __init__(self, ports: AccountPorts, clock: Callable[[], datetime]) -> None:
        self._ports = ports
        self._clock = clock

    def export(self, caller: Caller) -> AccountExport:
        """Return a copy of all that we hold about the caller, but for secrets."""
        user = self._user(caller.user_id)
        copied = self._ports.events.copy(caller.user_id, LONGEST)
        log.info("account.exported", extra={"user_id": caller.user_id, "complete": copied.complete})
        return AccountExport(
            exported_at=self._clock(),
            covers=list(COVERS),
            user=user,
            discord_grant=self._grant(caller.user_id),
            logins=self._ports.endings.list_for(caller),
            open_connections=self._ports.connections.count(caller.user_id),
            events=ExportedEvents(items=copied.events, complete=copied.complete, segments_read=copied.segments_read),
            cases=self._own_cases(caller.user_id),
        )

    def erase(self, caller: Caller, confirm: str) -> ErasureReceipt:
        """Erase the caller; raise `InvalidInputError` unless they confirm with their own name.

        The account goes last but for the stored events: until then a failure leaves one that can log in and ask again.
        """
        if confirm != self._user(caller.user_id).username:
            raise InvalidInputError(details={"problem": "This is not your username - at `$.confirm`"})
        ports, user_id = self._ports, caller.user_id
        now, receipt_id = self._clock(), ports.new_id()
        erased_events = ports.events.erase(user_id, LONGEST)
        erased_cases = ports.cases.erase(user_id, LONGEST)
        complete = erased_events.position is None and erased_cases.complete
        if not complete:
            ports.pending.save(
                PendingErasure(
                    user_id=user_id, receipt_id=receipt_id, requested_at=now, position=erased_events.position
                )
            )
        grants = int(ports.grants.give_up(user_id))
        connections = ports.connections.count(user_id)
        logins = ports.endings.erase_all(caller)
        ports.connections.close(user_id)
        ports.accounts.delete(user_id)
        ports.forget(user_id)
        erased = Erased(
            accounts=1,
            logins=logins,
            connections=connections,
            discord_grants=grants,
            events=erased_events.events,
            contents=erased_events.contents,
            cases=erased_cases.cases,
        )
        log.info("account.erased", extra={"receipt_id": receipt_id, "logins": logins, "events": erased.events})
        return ErasureReceipt(receipt_id=receipt_id, erased_at=now, erased=erased, complete=complete)

    def _own_cases(self, user_id: Snowflake) -> list[OwnCasesOfGuild]:
        found = []
        for guild_id in self._ports.cases.guilds(user_id):
            with suppress(AppError):  # it shows them nothing, or the bot has left it
                found.append(OwnCasesOfGuild(guild_id=guild_id, cases=self._ports.own_cases(guild_id, user_id)))
        return found

    def _user(self, user_id: Snowflake) -> User:
        try:
            return user_of(self._ports.accounts.load(user_id).profile, self._ports.cdn_url)
        except NotFoundError as error:
            raise UnauthenticatedError from error

    def _grant(self, user_id: Snowflake) -> DiscordGrant | None:
        described = self._ports.grants.describe(user_id)
        if described is None:
            return None
        scopes, expires_at = described
        return DiscordGrant(scopes=scopes, expires_at=datetime.fromtimestamp(expires_at, UTC))


def finish_erasures(pending: PendingErasures, events: PersonalEvents, cases: PersonalCases) -> int:
    """Do what is left of erasures, however long it takes; return how many are complete now."""
    left = pending.all()
    for each in left:
        erased_cases = cases.erase(each.user_id).cases
        erased_events = 0 if each.position is None else events.erase(each.user_id, None, each.position).events
        pending.delete(each.user_id)
        log.info(
            "account.erasure_finished",
            extra={"receipt_id": each.receipt_id, "events": erased_events, "cases": erased_cases},
        )
    return len(left)

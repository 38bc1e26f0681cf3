"""Entries of the audit log that name only what a test is about, and what they are imported into."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.features.cases.model import Case, Named, NewCase
from shared.features.cases.service import CaseService
from shared.features.imports.service import AuditImports
from shared.features.timers.service import TimerService
from shared.kernel.events import AuditLogChange, AuditLogEntryData, Event, EventType, MemberBanData, UserView
from shared.kernel.snowflakes import Snowflake, snowflake_at
from tests.factories.events import BOT, GUILD, an_event_of_a_guild
from tests.fakes.actions import FakeActions
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.notices import FakeNotices
from tests.fakes.timers import FakeTimers

ADA, BEN, OTHER_BOT = Snowflake(80351110224678912), Snowflake(80351110224678913), Snowflake(80351110224678999)
"""Moderates; misbehaves; moderates on behalf of others."""


def an_entry(
    action: int = 22,
    *,
    number: int = 1,
    by: int | None = ADA,
    target: int = BEN,
    reason: str | None = None,
    by_bot: bool = False,
    at: datetime = NOON,
    changes: Sequence[AuditLogChange] = (),
) -> Event:
    data = AuditLogEntryData(
        entry_id=Snowflake(snowflake_at(at) + number),
        action=action,
        user_id=None if by is None else Snowflake(by),
        target_id=str(int(target)),
        reason=reason,
        changes=list(changes),
        by_bot=by_bot,
    )
    return an_event_of_a_guild(EventType.AUDIT_LOG_ENTRY, data)


def a_timeout(until: datetime | None, **more: Any) -> Event:
    new = None if until is None else f'"{until.isoformat()}"'
    return an_entry(24, changes=[AuditLogChange(key="communication_disabled_until", new=new)], **more)


def roles_changed(*, given: Sequence[int] = (), taken: Sequence[int] = (), **more: Any) -> Event:
    def change(key: str, role_ids: Sequence[int]) -> AuditLogChange:
        return AuditLogChange(key=key, new="[" + ",".join(f'{{"id":"{each}","name":"r"}}' for each in role_ids) + "]")

    return an_entry(25, changes=[change("$add", given), change("$remove", taken)], **more)


def a_ban_of(user_id: int, name: str) -> Event:
    user = UserView(id=Snowflake(user_id), username=name, global_name=None, avatar=None)
    return an_event_of_a_guild(EventType.MEMBER_BAN, MemberBanData(user_id=Snowflake(user_id), user=user))


class Desk:
    """What imports stand on, to look into; `import_` is one batch."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store, self.timer_store, self.actions = FakeCases(), FakeTimers(), FakeActions()
        self.cases: CaseService = a_case_service(self.store, self.clock)
        self.timers = TimerService(self.timer_store, self.cases, FakeNotices(), self.clock, pause=lambda _: None)
        self.wanted = True
        self.accounts: dict[Snowflake, str] = {ADA: "ada"}

    def imports(self) -> AuditImports:
        return AuditImports(self.cases, self.timers, self.actions, lambda _: self.wanted, self.accounts.get)

    def import_(self, *events: Event, go_on: Callable[[], None] = lambda: None) -> int:
        return self.imports().apply(events, BOT, go_on)

    def opened(self, **fields: Any) -> Case:
        """Open a case of ours, a minute ago."""
        given: dict[str, Any] = {
            "guild_id": GUILD,
            "user": Named(user_id=BEN, name="ben"),
            "moderator": Named(user_id=ADA, name="ada"),
            "at": NOON - timedelta(minutes=1),
            **fields,
        }
        return self.cases.open(NewCase(**given))

    @property
    def all(self) -> list[Case]:
        return [case for _, case in sorted(self.store.stored.items())]

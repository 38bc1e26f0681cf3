"""A guild that hears appeals, on stores in memory."""

from typing import Any

from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.appeals.answering import AppealConsequences
from shared.features.appeals.model import AnsweredAppeal, AppealAnswer, Decision
from shared.features.appeals.service import AppealService
from shared.features.cases.model import Case, CaseSource, CaseState, Evidence, EvidenceKind, Named
from shared.features.cases.service import CaseService
from shared.features.enforcement.model import ActResult, AnyAct
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.evidence.model import EvidenceContent
from shared.features.settings.service import SettingsService
from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.errors import AppError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, MALLORY, a_new_case
from tests.factories.snapshots import GUILD, a_snapshot
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import FakeClock
from tests.fakes.notices import FakeNotices
from tests.fakes.settings import FakeSettingsStore

PERSON, MODERATOR = MALLORY.user_id, ADA.user_id
NAMES = {PERSON: "mallory", MODERATOR: "ada"}
ACCEPTED = AppealAnswer(decision=Decision.ACCEPTED, answer="You are right.", lift=True)
REJECTED = AppealAnswer(decision=Decision.REJECTED, answer="No.")


class FakeGuilds:
    def __init__(self) -> None:
        self.snapshot: GuildSnapshot | None = a_snapshot()

    def of(self, guild_id: Snowflake) -> GuildSnapshot:
        if self.snapshot is None or guild_id != GUILD:
            raise NotFoundError
        return self.snapshot


class FakeActs:
    """Opens a case for each act, once for a key; `failure` is raised before, `code` is what Discord says to it."""

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases
        self.taken: list[tuple[Author, AnyAct, str, int | None]] = []
        self.failure: AppError | None = None
        self.code: str | None = None

    def take(
        self,
        author: Author,
        act: AnyAct,
        *,
        source: CaseSource,
        key: str,
        cause: int | None = None,
        job_id: str | None = None,
    ) -> ActResult:
        if self.failure is not None:
            raise self.failure
        self.taken.append((author, act, key, cause))
        case = self._cases.open(a_new_case(guild_id=GUILD, source=source, cause=cause, job_id=job_id), key=key)
        if self.code is not None:
            case = replace(case, state=CaseState.FAILED, code=self.code)
        return ActResult(case=case, follow_up=None, notified=None, ladder_refusal=None)


class FakePost:
    def __init__(self) -> None:
        self.sent: list[tuple[Snowflake, Snowflake, int, str]] = []
        self.is_open = True

    def send(self, guild_id: Snowflake, user_id: Snowflake, case: int, text: str) -> bool:
        if self.is_open:
            self.sent.append((guild_id, user_id, case, text))
        return self.is_open


class FakeContents:
    def content(self, guild_id: Snowflake, number: int, evidence_id: str) -> EvidenceContent:
        evidence = an_evidence(evidence_id, hidden=False)
        url = f"https://example.com/{guild_id}/{number}"
        return EvidenceContent(evidence=evidence, messages=[], url=url, expires_at=None, is_intact=None, withheld=0)


class Desk:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cases = a_case_service(FakeCases(), self.clock)
        self.settings = SettingsService(FakeSettingsStore())
        self.guilds, self.letters, self.notices = FakeGuilds(), FakePost(), FakeNotices()
        self.acts = FakeActs(self.cases)
        consequences = AppealConsequences(
            cases=self.cases, acts=self.acts, guilds=self.guilds, letters=self.letters, clock=self.clock
        )
        self.appeals = AppealService(
            cases=self.cases,
            settings=self.settings,
            guilds=self.guilds,
            evidence=FakeContents(),
            consequences=consequences,
            notices=self.notices,
            name_of=lambda user_id: NAMES.get(user_id, "somebody"),
            clock=self.clock,
        )
        self.set(EnforcementSettings(appeals=True))

    def set(self, settings: EnforcementSettings) -> None:
        version = self.settings.read(GUILD, FEATURE, EnforcementSettings).version
        self.settings.change(GUILD, FEATURE, settings, version)

    def settings_now(self) -> EnforcementSettings:
        return self.settings.read(GUILD, FEATURE, EnforcementSettings).values

    def open(self, **given: Any) -> Case:
        return self.cases.open(a_new_case(**{"guild_id": GUILD, **given}))

    def case(self, number: int = 1) -> Case:
        return self.cases.get(GUILD, number)

    def appeal(self, text: str = "It was not me.", number: int = 1, user_id: Snowflake = PERSON) -> None:
        self.appeals.appeal(GUILD, number, user_id, text)

    def answer(self, wanted: AppealAnswer = ACCEPTED, user_id: Snowflake = MODERATOR) -> AnsweredAppeal:
        return self.appeals.answer(GUILD, 1, user_id, wanted)

    def numbers_seen(self, user_id: Snowflake = PERSON) -> list[int]:
        try:
            return [case.number for case in self.appeals.own(GUILD, user_id).items]
        except NotFoundError:
            return []


def an_evidence(evidence_id: str, *, hidden: bool) -> Evidence:
    return Evidence(
        id=evidence_id,
        kind=EvidenceKind.LINK,
        at=FakeClock().now,
        author=Named(user_id=MODERATOR, name="ada"),
        hidden=hidden,
        title="a link",
        url="https://example.com",
    )

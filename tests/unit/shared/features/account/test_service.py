import msgspec
import pytest

from shared.adapters.encryption import Encryption
from shared.features.account.model import PendingErasure
from shared.features.account.service import AccountPorts, AccountService, finish_erasures
from shared.features.appeals.model import OwnCases
from shared.features.cases.model import Named
from shared.features.cases.personal import ErasedCases, PersonalCases
from shared.features.events.letters import DeadLetterBox
from shared.features.events.personal import PersonalErasure, PersonalEvents
from shared.features.logins.grants import UserGrants, seal_grant
from shared.features.logins.model import Account
from shared.kernel.callers import Caller
from shared.kernel.errors import DiscordUnavailableError, InvalidInputError, NotFoundError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import BRUNO, a_new_case
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import FakeClock
from tests.fakes.discord import NORA, FakeDiscord
from tests.fakes.events import FakeDeadLetters, FakeSegments, FakeVault
from tests.fakes.logins import FakeAccountStore
from tests.fakes.short_lived import FakeLocks
from tests.unit.shared.features.logins.test_endings import House

SEALS = Encryption(bytes(32))


class FakePending:
    def __init__(self) -> None:
        self.left: dict[Snowflake, PendingErasure] = {}

    def save(self, pending: PendingErasure) -> None:
        self.left[pending.user_id] = pending

    def all(self) -> list[PendingErasure]:
        return list(self.left.values())

    def delete(self, user_id: Snowflake) -> None:
        del self.left[user_id]


class Office:
    """Nora has an account and two logins."""

    def __init__(self) -> None:
        self.house = House()
        clock: FakeClock = self.house.clock
        self.discord = FakeDiscord(clock)
        self.accounts, self.pending = FakeAccountStore(), FakePending()
        grant = self.discord.exchange("good", "verifier")
        self.accounts.save(Account(profile=NORA, sealed_grant=seal_grant(SEALS, NORA.id, grant)))
        self.forgotten: list[Snowflake] = []
        self.events = PersonalEvents(
            FakeSegments(), DeadLetterBox(FakeDeadLetters(), FakeVault(), clock), FakeVault(), clock
        )
        store = FakeCases()
        self.cases = a_case_service(store)
        self.personal_cases = PersonalCases(store, self.cases, clock)
        ports = AccountPorts(
            accounts=self.accounts,
            endings=self.house.endings,
            connections=self.house.connections,
            grants=UserGrants(self.accounts, SEALS, self.discord, FakeLocks(), clock),
            events=self.events,
            cases=self.personal_cases,
            own_cases=self.own_cases,
            pending=self.pending,
            forget=self.forgotten.append,
            new_id=lambda: "receipt-1",
            cdn_url="https://cdn",
        )
        self.service = AccountService(ports, clock)
        self.logins = [self.house.log_in(NORA.id) for _ in range(2)]
        self.nora = Caller(user_id=NORA.id, login_id=self.logins[0].login_id)

    def own_cases(self, guild_id: Snowflake, user_id: Snowflake) -> OwnCases:
        """A guild with an odd id shows nothing."""
        if guild_id % 2:
            raise NotFoundError
        return OwnCases(name=f"{len(self.cases.of_user(guild_id, user_id))} cases", how_to="", items=[])


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_export_has_all_that_we_hold_and_no_secret(office: Office) -> None:
    exported = office.service.export(office.nora)

    assert exported.user.username == NORA.username
    assert exported.discord_grant is not None
    assert exported.discord_grant.scopes == ["identify"]
    assert len(exported.logins) == 2
    text = msgspec.json.encode(exported, enc_hook=str).decode()
    assert not any(secret in text for secret in ("access-1", "refresh-1", office.logins[0].refresh_token))


def test_who_does_not_confirm_with_their_name_is_not_erased(office: Office) -> None:
    with pytest.raises(InvalidInputError):
        office.service.erase(office.nora, "NORA")

    assert office.accounts.load(NORA.id).profile == NORA
    assert not office.house.has_ended(office.logins[0])


def test_an_erasure_leaves_nothing_and_says_how_much_it_was(office: Office) -> None:
    receipt = office.service.erase(office.nora, NORA.username)

    assert (receipt.receipt_id, receipt.complete) == ("receipt-1", True)
    assert msgspec.structs.asdict(receipt.erased) == {
        "accounts": 1,
        "logins": 2,
        "connections": 1,
        "discord_grants": 1,
        "events": 0,
        "contents": 0,
        "cases": 0,
    }
    assert office.accounts.accounts == {}
    assert office.house.store.logins == {}
    assert all(office.house.has_ended(login) for login in office.logins)
    assert (office.discord.calls[-1], office.forgotten) == ("revoke refresh-1", [NORA.id])


def test_an_erasure_does_not_wait_for_discord(office: Office) -> None:
    office.discord.refusal = DiscordUnavailableError

    receipt = office.service.erase(office.nora, NORA.username)

    assert receipt.erased.discord_grants == 0
    assert office.accounts.accounts == {}


def test_who_is_erased_has_no_account_to_export(office: Office) -> None:
    office.service.erase(office.nora, NORA.username)

    with pytest.raises(UnauthenticatedError):
        office.service.export(office.nora)


def test_an_erasure_that_is_not_complete_is_finished_by_the_job(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = PersonalErasure(events=1, contents=0, position="7")
    monkeypatch.setattr(office.events, "erase", lambda *_: half)
    receipt = office.service.erase(office.nora, NORA.username)
    assert not receipt.complete
    assert office.pending.left[NORA.id].position == "7"
    monkeypatch.undo()

    assert finish_erasures(office.pending, office.events, office.personal_cases) == 1

    assert office.pending.left == {}


HERSELF = Named(user_id=NORA.id, name="Nora")


def test_an_export_has_the_cases_that_guilds_show(office: Office) -> None:
    for guild_id in (2, 3):
        office.cases.open(a_new_case(guild_id=Snowflake(guild_id), user=HERSELF))

    exported = office.service.export(office.nora)

    assert [(each.guild_id, each.cases.name) for each in exported.cases] == [(2, "1 cases")]


def test_an_erasure_makes_nameless_in_cases_and_leaves_them_there(office: Office) -> None:
    office.cases.open(a_new_case(guild_id=Snowflake(2), user=BRUNO, moderator=HERSELF))

    receipt = office.service.erase(office.nora, NORA.username)

    case = office.cases.get(Snowflake(2), 1)
    assert case.moderator
    assert (receipt.erased.cases, receipt.complete, case.moderator.user_id) == (1, True, NORA.id)
    assert (case.moderator.name, case.user) == ("erased", BRUNO)


def test_cases_that_time_did_not_suffice_for_are_done_by_the_job(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.cases.open(a_new_case(guild_id=Snowflake(2), moderator=HERSELF))
    monkeypatch.setattr(office.personal_cases, "erase", lambda *_: ErasedCases(cases=0, complete=False))
    receipt = office.service.erase(office.nora, NORA.username)
    monkeypatch.undo()

    assert not receipt.complete
    assert office.pending.left[NORA.id].position is None
    assert finish_erasures(office.pending, office.events, office.personal_cases) == 1
    assert office.cases.get(Snowflake(2), 1).moderator == Named(user_id=NORA.id, name="erased")

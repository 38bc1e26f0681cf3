"""A process that ends anywhere within an act, an answer that is lost: the same key ends in one act, never in two."""

from typing import Any

import pytest

from shared.features.cases.model import Case, CaseState
from shared.features.enforcement.model import (
    AnyAct,
    BanAct,
    KickAct,
    NickAct,
    RolesGiveAct,
    RolesTakeAct,
    SoftbanAct,
    TimeoutAct,
    TimeoutEndAct,
    UnbanAct,
    WarnAct,
)
from shared.features.enforcement.settings import Step, StepKind
from shared.kernel.errors import DiscordUnavailableError, KeyReusedError
from tests.factories.enforcement import CHIDI, DANA, EVE, HELPER, LOUD, Court
from tests.factories.snapshots import GUILD, MEMBERS
from tests.fakes.fate import Died, Fate, Fated, lost

LADDER = [Step(warns=1, within_days=30, kind=StepKind.TIMEOUT, seconds=600)]
ACTS: list[tuple[AnyAct | None, AnyAct, list[str]]] = [
    (None, WarnAct(user_id=DANA), ["edit 500"]),  # by the ladder
    (None, TimeoutAct(user_id=DANA, seconds=60), ["edit 500"]),
    (TimeoutAct(user_id=DANA, seconds=60), TimeoutEndAct(user_id=DANA), ["edit 500", "edit 500"]),
    (None, KickAct(user_id=DANA), ["kick 500"]),
    (None, BanAct(user_id=DANA, seconds=86_400), ["ban 500"]),
    (None, SoftbanAct(user_id=DANA), ["ban 500", "unban 500"]),
    (BanAct(user_id=DANA), UnbanAct(user_id=DANA), ["ban 500", "unban 500"]),
    (None, NickAct(user_id=DANA, nick="Dee"), ["edit 500"]),
    (None, RolesGiveAct(user_id=DANA, role_ids=[HELPER], seconds=86_400), ["give 31 500"]),
    (None, RolesGiveAct(user_id=DANA, role_ids=[HELPER, LOUD], seconds=86_400), ["edit 500"]),
    (None, RolesTakeAct(user_id=DANA, role_ids=[MEMBERS]), ["take 30 500"]),
]
LONGEST = 60  # moments in any of them


def under(court: Court, fate: Fate) -> None:
    """Let the process that is now have this fate."""
    stores: Any = (court.case_store, court.timer_store, court.actions)
    court.case_store = Fated(stores[0], fate, "commit")  # type: ignore[assignment] # it stands for the store
    court.timer_store = Fated(stores[1], fate, "write", "remove")  # type: ignore[assignment] # likewise
    court.actions = Fated(stores[2], fate, "put")  # type: ignore[assignment] # likewise
    court.reopen()
    court.case_store, court.timer_store, court.actions = stores


@pytest.mark.parametrize(
    ("before", "act", "did", "hides_log"),
    [(*each, hides) for each in ACTS for hides in (False, True) if not (hides and isinstance(each[1], SoftbanAct))],
)  # without the audit log nobody knows whether somebody who is gone was banned meanwhile
def test_a_process_that_ends_anywhere_does_it_once_in_all(
    before: AnyAct | None, act: AnyAct, did: list[str], hides_log: bool
) -> None:
    for moment in range(1, LONGEST):
        court, fate = Court(ladder=LADDER), Fate(moment)
        court.discord.hides_log = hides_log
        if before is not None:
            court.take(before, key="before")
        letters = len(court.discord.letters.get(int(DANA), []))
        court.discord.before = court.discord.after = fate.moment
        under(court, fate)
        try:
            court.take(act, key="it")
        except Died:
            court.reopen()
            court.take(act, key="it")

        assert court.discord.did == did, moment
        case = court.cases.by_key(GUILD, "it")
        assert case is not None
        assert case.state is CaseState.DONE, moment
        assert len(court.discord.letters.get(int(DANA), [])) == letters + len(_told(court.all_cases(), before)), moment
        assert [each.case_number for each in court.timers.of_guild(GUILD)] == _running(case), moment
        if not fate.came:
            return
    raise AssertionError("there are more moments than were tried")


def _told(cases: list[Case], before: AnyAct | None) -> list[Case]:
    return [case for case in cases[before is not None :] if case.kind in {"warn", "timeout", "kick", "ban", "softban"}]


def _running(case: Case) -> list[int]:
    timed = case.kind in {"ban", "roles_give"} and case.expires_at is not None
    return [case.number] * len(case.details.get("role_ids", [0])) if timed else []


@pytest.mark.parametrize(("before", "act", "did"), ACTS, ids=lambda value: type(value).__name__)
def test_a_lost_answer_is_looked_up(before: AnyAct | None, act: AnyAct, did: list[str]) -> None:
    court = Court()
    if before is not None:
        court.take(before, key="before")
    court.discord.after = lambda what: None if what.startswith("POST") else lost(what)

    case = court.take(act, key="it").case

    assert case.state is CaseState.DONE
    assert court.discord.did == (did if not isinstance(act, WarnAct) else [])


def test_what_may_never_have_arrived_stays_pending_and_the_same_key_goes_on() -> None:
    court = Court()
    court.discord.before = lambda what: None if what.startswith("POST") else lost(what)
    act = BanAct(user_id=DANA, seconds=86_400)

    with pytest.raises(DiscordUnavailableError):
        court.take(act, key="it")

    assert court.all_cases()[0].state is CaseState.PENDING
    court.discord.before = lambda _: None
    assert court.take(act, key="it").case.state is CaseState.DONE
    assert len(court.all_cases()) == 1
    assert court.discord.did == ["ban 500"]
    assert len(court.discord.letters[int(DANA)]) == 1


def test_somebody_who_was_kicked_and_is_back_is_not_kicked_again() -> None:
    court = Court()
    court.discord.after = die_after_a_kick
    with pytest.raises(Died):
        court.take(KickAct(user_id=DANA), key="it")
    court.discord.after = lambda _: None
    court.discord.join(int(DANA), "dana")
    court.reopen()

    case = court.take(KickAct(user_id=DANA), key="it").case

    assert (case.state, court.discord.did) == (CaseState.DONE, ["kick 500"])


def die_after_a_kick(what: str) -> None:
    if what.startswith("DELETE"):
        raise Died


def test_a_key_is_of_one_act() -> None:
    court = Court()
    court.take(WarnAct(user_id=DANA), key="it")

    for other in (WarnAct(user_id=EVE), KickAct(user_id=DANA)):
        with pytest.raises(KeyReusedError):
            court.take(other, key="it")


def test_an_answer_that_comes_again_ends_nothing_that_came_later() -> None:
    court = Court()
    first = TimeoutAct(user_id=DANA, seconds=60)
    court.take(first, key="1")
    later = court.take(TimeoutAct(user_id=DANA, seconds=600), key="2").case

    court.take(first, key="1")

    assert court.cases.get(GUILD, later.number).ending is None
    assert len(court.discord.did) == 2


def test_what_a_person_wrote_as_their_reason_is_no_step_of_ours() -> None:
    court = Court()
    court.discord.before = die_before_a_kick
    with pytest.raises(Died):
        court.take(KickAct(user_id=DANA), key="it")
    court.discord.before = lambda _: None
    forged = {"id": "1", "action_type": 20, "target_id": str(DANA), "user_id": str(EVE)}
    court.discord.log.append(forged | {"reason": f"chidi ({CHIDI}), case 1"})
    court.reopen()

    court.take(KickAct(user_id=DANA), key="it")

    assert court.discord.did == ["kick 500"]


def die_before_a_kick(what: str) -> None:
    if what.startswith("DELETE"):
        raise Died

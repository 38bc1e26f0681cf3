"""What a moderator does on the page and what they do by command ends in the same cases, for Discord and people too."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import pytest

from shared.features.cases.model import Case
from shared.features.enforcement.settings import FEATURE, EnforcementSettings, Step, StepKind
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Hall
from tests.integration.slash.test_acts import low_role
from tests.integration.slash.web_page import WebPage, a_web_page

LADDER: Final = [Step(warns=2, within_days=30, kind=StepKind.TIMEOUT, seconds=3600)]
DOES_NOT_COUNT: Final = ("source", "at", "entries", "action_id", "audit_entry_id", "job_id")
PURGED: Final = 3


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a moderator does: the act that the page sends, and the command that means the same.

    `returns`: the person, who is gone after it, comes back.
    """

    act: dict[str, Any]
    command: str
    options: dict[str, Any] = {}
    returns: bool = False


def deeds(role: Snowflake) -> list[Deed]:
    """Return every act that there is a command for, in an order in which one leads to another."""
    days = 7 * 86_400
    return [
        Deed(act={"type": "note", "reason": "asks a lot"}, command="note", options={"text": "asks a lot"}),
        Deed(act={"type": "warn", "reason": "spam"}, command="warn", options={"reason": "spam"}),
        Deed(
            act={"type": "warn", "reason": "more *spam*", "counts_for": days},
            command="warn",
            options={"reason": "more *spam*", "duration": "7d"},
        ),
        Deed(
            act={"type": "timeout", "seconds": 7200, "reason": "calm down", "hidden": True},
            command="timeout",
            options={"duration": "2h", "reason": "calm down", "hidden": True},
        ),
        Deed(act={"type": "timeout_end"}, command="untimeout"),
        Deed(act={"type": "nick", "nick": "Dee"}, command="nick", options={"nick": "Dee"}),
        Deed(act={"type": "nick", "nick": None}, command="nick"),
        Deed(
            act={"type": "roles_give", "role_ids": [str(role)], "seconds": 3600},
            command="role give",
            options={"role": role, "duration": "1h"},
        ),
        Deed(act={"type": "roles_take", "role_ids": [str(role)]}, command="role take", options={"role": role}),
        Deed(
            act={"type": "kick", "reason": "out", "notify": False},
            command="kick",
            options={"reason": "out", "notify": False, "confirm": True},
            returns=True,
        ),
        Deed(act={"type": "softban"}, command="softban", options={"confirm": True}, returns=True),
        Deed(
            act={"type": "ban", "seconds": days, "delete_message_seconds": 3600, "reason": "raid"},
            command="ban",
            options={"duration": "7d", "delete": 3600, "reason": "raid", "confirm": True},
        ),
        Deed(act={"type": "unban", "reason": "sorry"}, command="unban", options={"reason": "sorry"}, returns=True),
    ]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of all deeds: the cases, what Discord's audit log says, and what the person was written."""

    cases: list[dict[str, Any]]
    logged: list[Any]
    letters: list[str]


@pytest.fixture(scope="module")
def page(hall: Hall, aws_env: Mapping[str, str], redis_url: str) -> Iterator[WebPage]:
    with a_web_page(hall, aws_env, redis_url) as opened:
        yield opened


@pytest.fixture
def ladder(hall: Hall) -> Iterator[None]:
    before = hall.settings.read(hall.id, FEATURE, EnforcementSettings)
    wanted = EnforcementSettings(ladder=LADDER, show_moderator=True, appeals=True, appeal_text="Be brief.")
    changed = hall.settings.change(hall.id, FEATURE, wanted, before.version)
    yield
    hall.settings.change(hall.id, FEATURE, EnforcementSettings(), changed.version)


def outcome(hall: Hall, page: WebPage, do: Callable[[Deed, Snowflake], object]) -> Outcome:
    """Do everything to somebody new."""
    user_id = joined(hall)
    for deed in deeds(low_role(hall)):
        do(deed, user_id)
        if deed.returns:
            joined(hall, user_id)
    cases = cases_of(hall, page.numbers_of(user_id))
    letters = [each["content"] for each in hall.discord.control("GET", f"/users/{user_id}/messages")]
    logged = [
        [entry["action_type"], entry.get("changes"), entry.get("options"), entry.get("reason")]
        for entry in entries(hall, user_id)
    ]
    return Outcome(cases=alike(cases), logged=without_numbers(logged, cases), letters=without_numbers(letters, cases))


def used(hall: Hall, deed: Deed, user_id: Snowflake) -> None:
    hall.uses(deed.command, hall.bruno, user=user_id, **deed.options)


def joined(hall: Hall, user_id: Snowflake | None = None) -> Snowflake:
    who = {} if user_id is None else {"user_id": user_id}
    return Snowflake(int(hall.discord.control("POST", f"/guilds/{hall.id}/members", **who)["user"]["id"]))


def entries(hall: Hall, user_id: Snowflake) -> list[Any]:
    """Return what Discord's audit log says about somebody, the newest first."""
    found = hall.read(f"/guilds/{hall.id}/audit-logs?limit=100")["audit_log_entries"]
    return [each for each in found if each["target_id"] == str(user_id)]


def cases_of(hall: Hall, numbers: Sequence[int]) -> list[Case]:
    found = [hall.cases.case(hall.id, number) for number in numbers]
    return [each for each in found if each is not None]


def alike(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return cases with numbers from 0, durations for moments, and without what only one of them can have."""
    first = cases[0].number
    found = []
    for case in cases:
        fields = msgspec.json.decode(json.encode(case))
        expires, ending = case.expires_at, fields["ending"]
        fields |= {"number": case.number - first, "cause": case.cause and case.cause - first}
        fields |= {"expires_at": expires and round((expires - case.at).total_seconds()), "user": case.user is not None}
        if ending is not None:
            fields["ending"] = ending | {"at": None, "case": ending["case"] and ending["case"] - first}
        fields["evidence"] = [[each.kind, each.author, each.hidden, each.title] for each in case.evidence]
        found.append({name: value for name, value in fields.items() if name not in DOES_NOT_COUNT})
    return found


def without_numbers(told: list[Any], cases: Sequence[Case]) -> Any:
    """Count cases from 0 in what is told of them, and leave out moments."""
    text = msgspec.json.encode(told).decode()
    for case in cases:
        text = re.sub(rf"\b([Cc]ase) {case.number}\b", rf"\1 #{case.number - cases[0].number}", text)
    return msgspec.json.decode(re.sub(r"\d{4}-\d\d-\d\dT[^\"]*|<t:\d+", "<moment>", text))


@pytest.mark.usefixtures("ladder")
def test_each_act_is_the_same_on_the_page_and_by_command(hall: Hall, page: WebPage) -> None:
    on_the_page = outcome(hall, page, lambda deed, user_id: page.acts(deed.act | {"user_id": str(user_id)}))
    by_command = outcome(hall, page, lambda deed, user_id: used(hall, deed, user_id))

    kinds = [case["kind"] for case in on_the_page.cases]
    assert kinds.count("timeout") == 2  # one is the ladder's
    assert set(kinds) == {deed.act["type"] for deed in deeds(hall.general)}
    assert {case["state"] for case in on_the_page.cases} == {"done"}
    assert on_the_page.cases == by_command.cases
    assert on_the_page.logged == by_command.logged
    assert on_the_page.letters == by_command.letters
    assert len(on_the_page.logged) > len(deeds(hall.general)) - 3  # a note and warns are nothing to Discord
    assert len(on_the_page.letters) == 5  # of two warns, the ladder's timeout, the softban and the ban


def test_a_purge_is_the_same_on_the_page_and_by_command(hall: Hall, page: WebPage) -> None:
    author = joined(hall)
    wanted = {"channel_ids": [str(hall.general)], "user_ids": [str(author)], "text": "zebra", "most": 100}
    found = []
    for by_command in (False, True):
        for number in range(PURGED):
            hall.discord.say(str(hall.general), f"zebra {number}", str(author))
        if by_command:
            answer = hall.uses("purge", hall.bruno, count=100, user=author, text="zebra", reason="herd", confirm=True)
            found.append(hall.case(hall.looks_again(answer, "Messages deleted:")))
        else:
            found += cases_of(hall, [page.purges(wanted, "herd")["case"]])

    on_the_page, by_command_too = (alike([case]) for case in found)

    assert found[0].details["deleted"] == PURGED
    assert len(found[0].evidence) == 1
    assert on_the_page == by_command_too

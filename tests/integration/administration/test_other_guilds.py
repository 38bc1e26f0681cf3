"""Whoever may do everything in one guild reaches nothing of another by its ids."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.services import Services
from shared.features.access.model import GuildPermission
from shared.features.actions.authors import Author
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.cases.changes import EvidenceAdded, NoteAdded
from shared.features.cases.model import CaseKind, CaseNote, Evidence, EvidenceKind
from shared.features.jobs.model import JobState
from shared.features.timers.model import TimerKind
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.factories.cases import ADA, a_new_case
from tests.factories.jobs import a_job
from tests.integration.administration.hall import Hall, refusal

ELSEWHERE = Snowflake(7 * 10**17)
PIECE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
FAR = 10_000  # cases, so that none of the hall's has this number


@pytest.fixture(scope="module")
def foreign(services: Services) -> dict[str, str]:
    """What another guild has: the ids of a job, a timer, an action, a piece of evidence and a note."""
    now, cases = datetime.now(UTC), services.casework.cases
    new = a_new_case(guild_id=ELSEWHERE, kind=CaseKind.BAN, at=now, expires_at=now + timedelta(days=1))
    number = cases.open(new).number
    evidence = Evidence(id=PIECE, kind=EvidenceKind.LINK, at=now, author=ADA, url="https://example.com/secret")
    cases.change(ELSEWHERE, number, EvidenceAdded(evidence=evidence), ADA)
    cases.change(ELSEWHERE, number, NoteAdded(note=CaseNote(id=PIECE, at=now, author=ADA, text="x", hidden=True)), ADA)
    job = a_job(ELSEWHERE, state=JobState.AWAITING_APPROVAL, at=now, approve_until=now + timedelta(hours=1))
    services.casework.job_store.create(job, [Snowflake(5)], "key")
    timers = services.casework.timers
    timer = timers.set(ELSEWHERE, TimerKind.BAN, Snowflake(10**17), None, now + timedelta(days=1), number, ADA)
    target = Target(kind=TargetKind.USER, id="5")
    with services.action_log.recorded(
        Author(user_id=ADA.user_id, guild_id=ELSEWHERE).intends(ActionKind.BAN, target)
    ) as recording:
        action_id = recording.action.id
    return {"job": job.id, "timer": timer.id, "action": action_id, "evidence": PIECE}


ATTEMPTS = [
    ("GET", "jobs/{job}"),
    ("GET", "jobs/{job}/results"),
    ("GET", "jobs/{job}/targets"),
    ("POST", "jobs/{job}/approve"),
    ("POST", "jobs/{job}/cancel"),
    ("POST", "timers/{timer}/retry"),
    ("DELETE", "timers/{timer}"),
    ("GET", "actions/{action}/undo"),
    ("POST", "actions/{action}/undo"),
    ("GET", "cases/{own}/evidence/{evidence}"),
    ("POST", "cases/{own}/evidence/{evidence}/confirm"),
    ("DELETE", "cases/{own}/evidence/{evidence}"),
    ("PATCH", "cases/{own}/notes/{evidence}"),
    ("DELETE", "cases/{own}/notes/{evidence}"),
]


@pytest.mark.parametrize(("method", "path"), ATTEMPTS, ids=lambda each: each)
def test_the_ids_of_another_guild_name_nothing_here(
    hall: Hall, services: Services, foreign: dict[str, str], method: str, path: str
) -> None:
    moderator = hall.let(*GuildPermission)
    own = services.casework.cases.open(a_new_case(guild_id=parse_snowflake(hall.id), at=datetime.now(UTC))).number
    body = {} if method in ("GET", "DELETE") else {"json": {"text": "mine now"} if "notes" in path else {}}

    answer = moderator.api(method, f"/api/guilds/{hall.id}/{path.format(own=own, **foreign)}", **body)

    assert refusal(answer)[:2] == (404, "not_found")
    assert "secret" not in answer.text


def test_a_link_to_a_case_stays_within_its_guild(hall: Hall, services: Services) -> None:
    moderator = hall.let(*GuildPermission)
    own = services.casework.cases.open(a_new_case(guild_id=parse_snowflake(hall.id), at=datetime.now(UTC))).number

    answer = moderator.api("PATCH", f"/api/guilds/{hall.id}/cases/{own}", json={"links": [own + FAR]})

    assert refusal(answer)[:2] == (404, "not_found")

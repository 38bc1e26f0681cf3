"""Jobs that name only what a test is about."""

import os
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from shared.features.cases.model import Named
from shared.features.jobs.model import (
    BulkAct,
    BulkKind,
    BulkWork,
    Job,
    JobResult,
    JobState,
    ResultState,
    Work,
)
from shared.features.jobs.rules import queued
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.fakes.clock import NOON

ADA = Named(user_id=Snowflake(700), name="ada")
GRACE = Named(user_id=Snowflake(701), name="grace")


def a_job_id(at: datetime = NOON) -> str:
    return make_ulid(int(at.timestamp() * 1000), int.from_bytes(os.urandom(10)))


def an_act(kind: BulkKind = BulkKind.BAN, **fields: Any) -> BulkAct:
    return BulkAct(kind=kind, **fields)


def a_job(
    guild_id: Snowflake,
    *,
    work: Work | None = None,
    state: JobState = JobState.QUEUED,
    total: int = 3,
    at: datetime = NOON,
    **fields: Any,
) -> Job:
    job = queued(a_job_id(at), guild_id, work=work or BulkWork(act=an_act()), author=ADA, at=at, total=total)
    return replace(job, state=state, **fields)


def a_result(user_id: int, state: ResultState = ResultState.DONE, case: int | None = 1) -> JobResult:
    return JobResult(user_id=Snowflake(user_id), name=None, state=state, case=case)

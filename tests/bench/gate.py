"""What the API's gate costs, and a cold start up to it: `PYTHONPATH=.:api python -m tests.bench gate`.

Beside the gate's one round trip, what one would write first: a request to Redis for each counter, and one for the mark
of a login's end. Beside a cold start that makes what the gate needs, one that makes everything at once.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from redis import Redis

from chalicelib.http.pace import Pace, counters_of
from infra.local.layout import ROOT
from shared.adapters.admission import RedisAdmission
from shared.adapters.redis_store import connect
from shared.features.logins.endings import ended_key
from shared.kernel.callers import Caller
from shared.kernel.snowflakes import Snowflake
from tests.bench.figures import Figure, compared
from tests.fixtures.redis import a_redis
from tests.unit.api.test_cold_start import VARIABLES

SECONDS: Final = 1.0
COLD_STARTS: Final = 5
CALLER: Final = Caller(user_id=Snowflake(7), login_id="0" * 32)
ADDRESS: Final = "203.0.113.9"
COLD: Final = "import app; app.services.access_tokens; app.services.admission"
EAGER: Final = (
    COLD + "; app.services.login_families; app.services.accounts; app.services.login_flow; app.services.guilds"
    "; import boto3, pynamodb.models, redis, requests, authlib.jose, cryptography.hazmat.primitives.ciphers"
)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, a_redis(Path(folder)) as url:
        redis = connect(url)
        admission = RedisAdmission(redis)
        counters = counters_of(Pace.READ, ADDRESS, CALLER, 1_000_000)
        ours = _milliseconds(lambda: admission.ask([ended_key(CALLER.login_id)], counters))
        one_by_one = _milliseconds(lambda: _one_by_one(redis, [each.key for each in counters]))
        redis.close()
    yield compared("gate_ms", ours, "ms", baseline=one_by_one)
    yield compared("api_cold_start_ms", _cold_start(COLD), "ms", baseline=_cold_start(EAGER))


def _milliseconds(work: Callable[[], object]) -> float:
    took, until = [], time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < until:
        work()
        took.append(time.perf_counter() - began)
    return median(took) * 1000


def _one_by_one(redis: Redis, keys: Sequence[str]) -> None:
    redis.exists(ended_key(CALLER.login_id))
    for key in keys:
        redis.incr(f"plain:{key}")
        redis.expire(f"plain:{key}", 60)


def _cold_start(statement: str) -> float:
    """Return how long a fresh process needs until it may answer, without Python's own start."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'api'}:{ROOT / 'api/vendor'}", **VARIABLES}
    code = f"import time; began = time.perf_counter(); {statement}; print(time.perf_counter() - began)"
    return min(_printed(code, env) for _ in range(COLD_STARTS)) * 1000


def _printed(code: str, env: dict[str, str]) -> float:
    """Return what a fresh process prints last."""
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])

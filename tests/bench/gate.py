"""What the gate costs: `PYTHONPATH=.:api python -m tests.bench.gate REDIS_URL` (an empty Redis of your own)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

from chalicelib.http.pace import Pace, counters_of
from infra.local.layout import ROOT
from shared.adapters.access_tokens import AccessTokens
from shared.adapters.admission import RedisAdmission
from shared.adapters.redis_store import connect
from shared.features.logins.endings import ended_key
from shared.kernel.callers import Caller
from shared.kernel.snowflakes import Snowflake
from tests.unit.api.test_cold_start import VARIABLES

CALLER = Caller(user_id=Snowflake(7), login_id="0" * 32)
COLD = {
    "import app": "import app",
    "… and the first token checked": "import app; app.services.access_tokens",
    "… and the gate's parts": "import app; app.services.access_tokens; app.services.admission",
    "… and what refresh needs": "import app; app.services.access_tokens; app.services.admission; "
    "app.services.login_families; app.services.accounts",
    "… and what a login needs": "import app; app.services.admission; app.services.login_flow",
}


def timed(work: Callable[[], object], seconds: float = 3.0) -> list[float]:
    """Repeat for so long; return the seconds of each."""
    took, until = [], time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        work()
        took.append(time.perf_counter() - began)
    return took


def main(redis_url: str) -> None:
    now = datetime.now(UTC)
    tokens = AccessTokens("s" * 32, timedelta(minutes=15))
    token = tokens.issue(CALLER, now)
    checks = timed(lambda: tokens.caller_of(token, now))
    print(f"token check: {1 / median(checks):,.0f} a second on one core")

    admission = RedisAdmission(connect(redis_url))
    counters = counters_of(Pace.READ, "203.0.113.9", CALLER, 1_000_000)
    asks = timed(lambda: admission.ask([ended_key(CALLER.login_id)], counters))
    print(f"gate, one round trip: median {median(asks) * 1000:.3f} ms, p99 {quantiles(asks, n=100)[98] * 1000:.3f} ms")

    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'api'}:{ROOT / 'api/vendor'}", **VARIABLES}
    for name, statement in COLD.items():
        code = f"import time; began = time.perf_counter(); {statement}; print(time.perf_counter() - began)"
        print(f"{name}: {median(_run(code, env) for _ in range(7)) * 1000:.0f} ms")


def _run(code: str, env: dict[str, str]) -> float:
    """Return what a fresh process prints last."""
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main(sys.argv[1])

"""Ending processes that are not our children."""

import signal
import subprocess
import sys
import time

from infra.local.supervision.processes import end, is_same, started_at

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def test_a_process_that_does_not_listen_is_gone_when_end_returns() -> None:
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], process_group=0, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    started = started_at(process.pid)
    assert started is not None

    end(process.pid, started, 0.2)

    assert not is_same(process.pid, started)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()


def test_an_id_that_another_process_got_is_not_the_same_process() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    time.sleep(0.05)

    try:
        assert is_same(process.pid, started_at(process.pid) or "")
        assert not is_same(process.pid, "an earlier start")
    finally:
        process.kill()
        process.wait()

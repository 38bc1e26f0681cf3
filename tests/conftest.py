"""What every test can ask for. The fixtures start real engines on free ports of the loopback, and stop them."""

import os
import secrets

import pytest

from tests.fixtures.leftovers import MARK, survivors

pytest_plugins = [
    "tests.fixtures.aws",
    "tests.fixtures.browser",
    "tests.fixtures.discord_sim",
    "tests.fixtures.redis",
    "tests.fixtures.stack",
]


def pytest_configure(config: pytest.Config) -> None:
    """Mark this run's environment, which every process that it starts inherits."""
    os.environ[MARK] = secrets.token_hex(8)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when something that it started still runs."""
    left = survivors(os.environ[MARK])
    if left:
        session.config.get_terminal_writer().line(f"\nLeft running by the tests: {', '.join(left)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

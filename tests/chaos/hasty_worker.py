"""The real worker (`python -m bot_worker`), which only waits less for other workers, as a process to be forked."""

import sys

from tests.integration.bot_worker.hasty import TIMING


def main() -> None:
    from bot_worker.__main__ import main as work

    sys.exit(work(TIMING))

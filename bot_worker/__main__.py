"""`python -m bot_worker`: exit code 0 after SIGTERM or SIGINT, 78 where starting again will not help, else 1."""

import asyncio
import logging
import os
import signal
import sys
from typing import Final

from bot_worker.errors import CannotRunError, first_cause
from bot_worker.pipeline.spool.errors import SpoolError
from bot_worker.shards.model import LeaseTiming
from bot_worker.worker import run_worker
from shared.adapters.logs import set_up_logs
from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError
from shared.config.processes import BotConfig, read_bot_config

log = logging.getLogger("bot_worker")

EXIT_CANNOT_RUN: Final = 78  # EX_CONFIG of sysexits.h
# Their DEBUG and INFO lines quote what passes through them: message content, tokens, session ids.
_TALKATIVE_LIBRARIES: Final = (
    "discord",
    "websockets",
    "aiosqlite",
    "aiohttp",
    "asyncio",
    "botocore",
    "boto3",
    "urllib3",
)


def main(timing: LeaseTiming = LeaseTiming()) -> int:  # noqa: B008 - it is frozen
    try:
        config = read_bot_config(with_secrets(os.environ))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_CANNOT_RUN
    set_up_logs(config.log_level)
    for name in _TALKATIVE_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        asyncio.run(_run(config, timing))
    except Exception as error:  # noqa: BLE001 - the entry point: whatever it is, it is said once, on one line
        return _explain(error)
    return 0


async def _run(config: BotConfig, timing: LeaseTiming) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_worker(config, stop, timing)


def _explain(error: BaseException) -> int:
    cause = first_cause(error)
    if isinstance(cause, CannotRunError | SpoolError):
        log.critical("worker.cannot_run", extra={"reason": str(cause)})
        return EXIT_CANNOT_RUN
    log.critical("worker.died", extra={"reason": str(cause)}, exc_info=cause)
    return 1


if __name__ == "__main__":
    sys.exit(main())

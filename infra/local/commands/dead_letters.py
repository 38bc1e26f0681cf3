"""`dead-letters`: what could not be read of the events that came to the running stack, and another try."""

import os
from collections.abc import Sequence

from infra.local import environment
from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.secret_values import ENCRYPTION_KEYS, read_variables
from infra.local.settings import REGION, given_variables
from infra.local.supervision.record import read_record, supervisor_pid
from infra.local.terminal import Terminal
from infra.operations.dead_letters import carry_out
from shared.kernel.errors import AppError


def dead_letters(home: Home, terminal: Terminal, words: Sequence[str]) -> None:
    """List or replay them; raise `LocalError` where no stack runs, or where some cannot be read yet."""
    if supervisor_pid(home) is None:
        raise LocalError("Nothing is running: `make run` starts it, and what was kept is there again.")
    given = {**read_variables(home.secrets), **given_variables()}
    endpoint = str(read_record(home)["urls"]["aws"])
    client = environment.aws_client(endpoint, given.get("AWS_DEFAULT_REGION") or REGION)
    os.environ.update(client)  # where boto3 looks for its credentials
    needed: dict[str, str] = {
        name: given[name] for name in (*ENCRYPTION_KEYS, "TABLE_PREFIX", "EVENT_BUCKETS") if name in given
    }
    try:
        left = carry_out({**needed, **client}, words, terminal.say)
    except (AppError, ValueError) as error:
        raise LocalError(str(error)) from error
    if left:
        raise LocalError(f"{left} cannot be read yet.")

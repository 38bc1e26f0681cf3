"""`verify-cases GUILD`: is the log of a guild's cases, in the running stack, as it was written?"""

import os
from collections.abc import Sequence

from infra.local import environment
from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.secret_values import read_variables
from infra.local.settings import REGION, given_variables
from infra.local.supervision.record import read_record, supervisor_pid
from infra.local.terminal import Terminal
from infra.operations.verify_cases import carry_out
from shared.kernel.errors import AppError


def verify_cases(home: Home, terminal: Terminal, words: Sequence[str]) -> None:
    """Raise `LocalError` where no stack runs, or where something was changed."""
    if supervisor_pid(home) is None:
        raise LocalError("Nothing is running: `make run` starts it, and what was kept is there again.")
    given = {**read_variables(home.secrets), **given_variables()}
    endpoint = str(read_record(home)["urls"]["aws"])
    client = environment.aws_client(endpoint, given.get("AWS_DEFAULT_REGION") or REGION)
    os.environ.update(client)  # where boto3 looks for its credentials
    needed: dict[str, str] = {name: given[name] for name in ("TABLE_PREFIX", "ANCHOR_BUCKET") if name in given}
    try:
        flaws = carry_out({**needed, **client}, words, terminal.say)
    except (AppError, ValueError) as error:
        raise LocalError(str(error)) from error
    if flaws:
        raise LocalError("This log was changed behind our back.")

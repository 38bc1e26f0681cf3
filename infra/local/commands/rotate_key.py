"""`rotate-key`: a new ENCRYPTION_KEY, and everything that the old one encrypted encrypted anew."""

import asyncio
import json
import os
from pathlib import Path
from secrets import token_hex
from typing import Final

from infra.local import environment, parts
from infra.local.deployment.clients import Clients
from infra.local.deployment.deploy import put_secret
from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.secret_values import ENCRYPTION_KEYS, change_variables, read_variables
from infra.local.settings import REGION, Settings, env_file, given_variables, load_settings
from infra.local.setup.everything import set_up
from infra.local.supervision import processes
from infra.local.supervision.record import end_leftovers, read_record, sole_supervisor, supervisor_pid
from infra.local.supervision.supervisor import Supervisor
from infra.local.terminal import Terminal
from infra.operations.rotate_key import rotate
from shared.kernel.errors import AppError

KEY, PREVIOUS = ENCRYPTION_KEYS
_HOLDERS: Final = ("api", "lambdas", "bot")  # the parts that encrypt; further workers are called bot-2 and so on
_GRACE_SECONDS: Final = 10.0


def rotate_key(home: Home, terminal: Terminal) -> None:
    """Rotate, with the stack running or not; one that was interrupted goes on. Raise `LocalError`."""
    if os.environ.get(KEY):
        raise LocalError(f"{KEY} is set in your shell: a new one would not be used. Unset it first.")
    file = _file_of_key(home)
    kept = read_variables(file)
    if kept.get(PREVIOUS):
        terminal.say(f"Going on with the rotation that {file} says was not finished.")
    else:
        change_variables(file, {KEY: token_hex(32), PREVIOUS: kept[KEY]})
        terminal.say(f"A new {KEY} is in {file}; until all is encrypted anew the old one works, too.")
    if supervisor_pid(home) is None:
        unreadable = _in_a_stack_that_stands_still(home, terminal, file)
    else:
        unreadable = _in_a_running_stack(home, terminal, file)
    if unreadable:
        raise LocalError(f"{unreadable} secrets were encrypted with neither key; {PREVIOUS} stays in {file}.")
    terminal.say(f"Done: only the new key is in use, and the old one is forgotten ({file}).")


def _file_of_key(home: Home) -> Path:
    if read_variables(env_file()).get(KEY):
        return env_file()
    if not read_variables(home.secrets).get(KEY):
        raise LocalError("There is no key yet: the first `run` makes one.")
    return home.secrets


def _in_a_running_stack(home: Home, terminal: Terminal, file: Path) -> int:
    """Give both keys to whoever encrypts, by a restart each, and only then encrypt anew; the old key goes likewise."""
    endpoint = str(read_record(home)["urls"]["aws"])
    _hand_out(endpoint, file)
    _restart_holders(home)
    unreadable = _rotate(endpoint, file, terminal)
    if not unreadable:
        change_variables(file, {PREVIOUS: None})
        _hand_out(endpoint, file)
        _restart_holders(home)
    return unreadable


def _hand_out(endpoint: str, file: Path) -> None:
    """Put the keys into the secrets of the processes that have them; the rest of those stays."""
    clients = Clients(endpoint, given_variables().get("AWS_DEFAULT_REGION") or REGION)
    for process, names in environment.SECRETS.items():
        if KEY in names:
            name = environment.secrets_id(process)
            held: dict[str, str] = json.loads(clients.secrets.get_secret_value(SecretId=name)["SecretString"])
            others = {variable: value for variable, value in held.items() if variable not in ENCRYPTION_KEYS}
            put_secret(clients, name, others | _keys(file))


def _restart_holders(home: Home) -> None:
    """End them; their supervisor starts them again within a second or two, and they read their secrets then."""
    for name, part in read_record(home)["parts"].items():
        if name.partition("-")[0] in _HOLDERS:
            processes.end(int(part["pid"]), str(part["started"]), _GRACE_SECONDS)


def _in_a_stack_that_stands_still(home: Home, terminal: Terminal, file: Path) -> int:
    """Start the local AWS for as long as it takes; one that is given from outside is there."""
    home.prepare()
    with sole_supervisor(home):
        end_leftovers(home)
        settings = load_settings(home)
        if settings.runs_aws:
            set_up(terminal, aws=True, redis=False, build=False)
        unreadable = asyncio.run(_with_aws(settings, terminal, file))
        if not unreadable:
            change_variables(file, {PREVIOUS: None})
    return unreadable


async def _with_aws(settings: Settings, terminal: Terminal, file: Path) -> int:
    supervisor = Supervisor(settings.home, terminal, {"aws": settings.aws_url})
    try:
        await supervisor.start([part for part in parts.foundation(settings, None) if part.name == "aws"])
        return await asyncio.to_thread(_rotate, settings.aws_url, file, terminal)
    finally:
        await supervisor.stop()


def _rotate(endpoint: str, file: Path, terminal: Terminal) -> int:
    given = given_variables()
    client = environment.aws_client(endpoint, given.get("AWS_DEFAULT_REGION") or REGION)
    os.environ.update(client)  # where boto3 looks for its credentials
    prefix = {name: given[name] for name in ("TABLE_PREFIX",) if name in given}
    try:
        return rotate({**prefix, **client, **_keys(file)}, terminal.say)
    except AppError as error:
        raise LocalError(f"{error} Run the command again to go on.") from error


def _keys(file: Path) -> dict[str, str]:
    kept = read_variables(file)
    return {name: kept[name] for name in ENCRYPTION_KEYS if name in kept}

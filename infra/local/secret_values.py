"""Secrets of this checkout: read from `.env`, and made where `.env` has none."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.local.problems import LocalError

DISCORD_CREDENTIALS: Final = ("DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET", "DISCORD_BOT_TOKEN")
ENCRYPTION_KEYS: Final = ("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS")
"""The one that encrypts, and the one before it, while `rotate-key` is under way."""
_SIMULATED_BOT_ID: Final = 1_300_000_000_000_000_001


def fresh_secrets() -> dict[str, str]:
    """New values for everything that is ours to choose."""
    return {
        "JWT_SECRET": secrets.token_hex(32),
        "JWT_REFRESH_SECRET": secrets.token_hex(32),
        "ENCRYPTION_KEY": secrets.token_hex(32),
        "BOT_LINK_SECRET": secrets.token_hex(32),
    }


def simulated_credentials() -> dict[str, str]:
    """An application in a Discord of our own: the bot's id as its client id, and a token of Discord's form."""
    bot_id = str(_SIMULATED_BOT_ID)
    head = base64.urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    return {
        "DISCORD_CLIENT_ID": bot_id,
        "DISCORD_CLIENT_SECRET": secrets.token_urlsafe(24),
        "DISCORD_BOT_TOKEN": f"{head}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}",
    }


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets of this home, made the first time and the same ever after: data encrypted with them lasts."""
    kept = read_variables(path)
    missing = {
        name: value for name, value in {**fresh_secrets(), **simulated_credentials()}.items() if name not in kept
    }
    if missing:
        kept |= missing
        write_privately(path, "".join(f"{name}={value}\n" for name, value in kept.items()))
    return kept


def read_variables(path: Path) -> dict[str, str]:
    """The variables of a `.env` file: `NAME=value` lines, comments, optional quotes and `export`."""
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise LocalError(f"{path}, line {number}: expected NAME=value.")
        if text := _unquoted(value.strip()):
            found[name.strip()] = text
    return found


def change_variables(path: Path, values: Mapping[str, str | None]) -> None:
    """Set variables of a `.env` file, or remove them (None), in one step; every other line stays as it is."""
    left = {name: value for name, value in values.items() if value is not None}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name = line.strip().removeprefix("export ").partition("=")[0].strip()
        if name not in values:
            lines.append(line)
        elif name in left:
            lines.append(f"{name}={left.pop(name)}")
    lines += [f"{name}={value}" for name, value in left.items()]
    fresh = path.with_name(f"{path.name}.new")
    write_privately(fresh, "".join(f"{line}\n" for line in lines))
    fresh.replace(path)


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def has_real_discord(given: Mapping[str, str]) -> bool:
    """Whether these variables name an application of the real Discord; raise `LocalError` when only in part."""
    present = [name for name in DISCORD_CREDENTIALS if given.get(name)]
    if present and len(present) < len(DISCORD_CREDENTIALS):
        missing = ", ".join(name for name in DISCORD_CREDENTIALS if name not in present)
        raise LocalError(f"{' and '.join(present)} set without {missing}: give all three, or none for the simulator.")
    return bool(present)


def bot_id_of(token: str) -> str:
    """The bot's id, which is the first part of its token."""
    head = token.partition(".")[0]
    try:
        return str(int(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))))
    except ValueError as error:
        raise LocalError("DISCORD_BOT_TOKEN is not a bot token.") from error


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.partition(" #")[0].rstrip()

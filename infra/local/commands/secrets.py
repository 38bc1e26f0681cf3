"""`secrets`: write a `.env` from `.env.example`, with fresh secrets filled in."""

from infra.local.layout import ROOT, Home
from infra.local.problems import LocalError
from infra.local.secret_values import fresh_secrets, read_variables, write_privately
from infra.local.terminal import Terminal


def write(home: Home, terminal: Terminal) -> None:
    """Raise `LocalError` when there is a `.env`: it is never overwritten."""
    target = ROOT / ".env"
    if target.exists():
        raise LocalError(f"{target} is there already and stays as it is.")
    kept = read_variables(home.secrets)
    values = {name: kept.get(name, value) for name, value in fresh_secrets().items()}
    lines = [_filled(line, values) for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()]
    write_privately(target, "\n".join(lines) + "\n")
    source = "with the secrets that the local data is encrypted with" if kept else "with fresh secrets"
    terminal.say(f"Wrote {target} {source}. Fill in the rest, or leave it empty to use the simulated Discord.")


def _filled(line: str, values: dict[str, str]) -> str:
    name, equals, value = line.partition("=")
    return f"{name}={values[name]}" if equals and not value and name in values else line

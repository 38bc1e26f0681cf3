"""`python -m infra.local.audit`: whether a package that we pin has a known vulnerability, where one can tell."""

import subprocess
import sys
from typing import Final

import requests

from infra.local.layout import ROOT, VENV, venv_bin

_ADVISORIES: Final = "https://pypi.org/pypi/pip-audit/2.10.1/json"
_SECONDS: Final = 5
_REQUIREMENTS: Final = ("requirements.txt", "requirements-dev.txt")


def main() -> int:
    """Ask PyPI's advisories about every package that we pin, and return pip-audit's exit code."""
    if not _is_reachable():
        print("skipped: PyPI's advisories cannot be reached from here")
        return 0
    files = [word for name in _REQUIREMENTS for word in ("-r", str(ROOT / name))]
    command = [
        str(venv_bin(VENV, "pip-audit")),
        "--strict",
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        *files,
    ]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def _is_reachable() -> bool:
    """Whether PyPI itself is there: a mirror of its packages has no advisories."""
    try:
        answer = requests.get(_ADVISORIES, timeout=_SECONDS)
    except requests.RequestException:
        return False
    return answer.ok and '"vulnerabilities"' in answer.text


if __name__ == "__main__":
    sys.exit(main())

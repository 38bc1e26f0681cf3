"""The virtual environments: the project's own, and those of tools that need other versions than the project."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED, ROOT, VENV, venv_bin
from infra.local.problems import LocalError
from infra.local.setup.steps import Step, execute, fingerprint

MINISTACK_VENV: Final = INSTALLED / "ministack-venv"
_MINISTACK_REQUIREMENTS: Final = ROOT / "infra" / "local" / "requirements-ministack.txt"
_VENV_ADVICE: Final = (
    "Python's venv module is incomplete here. On Debian and Ubuntu: apt-get install python3-venv. "
    "Elsewhere install Python from python.org, Homebrew or your distribution's full package."
)
_OFFLINE: Final = "Is the package index reachable? Run the same command again once it is."


def project_step() -> Step:
    """`.venv` with everything that run, test and check need."""
    requirements = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    return Step(
        title="Python packages",
        stamp=VENV / ".guildhall-stamp",
        fingerprint=fingerprint(_version(), files=requirements),
        result=venv_bin(VENV, "python"),
        make=lambda: install(VENV, "-r", str(requirements[-1])),
    )


def ministack_step() -> Step:
    """The local AWS, apart because it pins one exact botocore."""
    return Step(
        title="local AWS (MiniStack)",
        stamp=INSTALLED / "stamps" / "ministack",
        fingerprint=fingerprint(_version(), files=[_MINISTACK_REQUIREMENTS]),
        result=venv_bin(MINISTACK_VENV, "ministack"),
        make=lambda: install(MINISTACK_VENV, "-r", str(_MINISTACK_REQUIREMENTS)),
    )


def install(venv: Path, *packages: str) -> None:
    """Make the environment if need be, and let pip bring it to these packages."""
    if not _is_sound(venv):
        create(venv)
    execute([venv_bin(venv, "python"), "-m", "pip", "install", "--disable-pip-version-check", "-q", *packages],
            advice=_OFFLINE)  # fmt: skip


def create(venv: Path) -> None:
    if Path(sys.prefix).resolve() == venv.resolve():
        raise LocalError(f"{venv} is of another Python. Delete it, and run this with the Python that you want to use.")
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise LocalError(_VENV_ADVICE)
    shutil.rmtree(venv, ignore_errors=True)
    execute([sys.executable, "-m", "venv", venv], advice=_VENV_ADVICE)


def _is_sound(venv: Path) -> bool:
    """Whether the environment is of this Python's version, and its interpreter still there."""
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return venv_bin(venv, "python").exists() and (venv / "lib" / minor).is_dir() and venv_bin(venv, "pip").exists()


def _version() -> str:
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"

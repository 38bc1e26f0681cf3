"""A Chromium for the browser tests: the machine's, else Playwright's own download."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED
from infra.local.problems import LocalError
from infra.local.setup.steps import Step, carry_out, execute, fingerprint
from infra.local.terminal import Terminal

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def machine_chromium() -> str | None:
    """The machine's Chromium or Chrome, or the one that GUILDHALL_CHROMIUM names; None when there is none."""
    named = os.environ.get("GUILDHALL_CHROMIUM")
    if named:
        return named
    on_path = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return on_path or (str(_MAC) if _MAC.exists() else None)


def provide_browser(terminal: Terminal) -> None:
    """Without one, say that the browser tests will be skipped; raise `LocalError` in CI, where they may not be."""
    if machine_chromium() is not None:
        return
    step = Step(
        title="Chromium (Playwright's: this machine has none)",
        stamp=INSTALLED / "stamps" / "chromium",
        fingerprint=fingerprint(sys.version),
        result=INSTALLED,
        make=lambda: execute([sys.executable, "-m", "playwright", "install", "chromium"], advice="Install Chromium."),
    )
    try:
        carry_out(step, terminal)
    except LocalError as error:
        if os.environ.get("CI"):
            raise
        terminal.say(
            f"  ! No browser on this machine: the browser tests are skipped. Install Chromium to run them.\n{error}"
        )

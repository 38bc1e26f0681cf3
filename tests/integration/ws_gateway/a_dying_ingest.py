"""`python -m tests.integration.ws_gateway.a_dying_ingest POINT`: ingest of the event on stdin, killed at that point."""

import json
import os
import signal
import sys
from typing import Any, Final

from shared.features.cases.service import CaseService
from shared.features.imports.service import AuditImports
from ws_gateway import ingest
from ws_gateway.dispatch import FanOut

POINTS: Final[dict[str, tuple[type, str]]] = {
    "before any case": (AuditImports, "apply"),
    "between a case and what ends by it": (AuditImports, "_end_others"),
    "in the middle of an ending": (CaseService, "change"),
    "between the cases and the ack": (FanOut, "prepare"),
}


def main() -> None:
    owner, name = POINTS[sys.argv[1]]

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, die)
    ingest.handler(json.load(sys.stdin), None)


if __name__ == "__main__":
    main()

"""`python3 -m infra.local COMMAND`. Needs only Python; every other Python than its own `.venv` hands over to that."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the message that an older Python gets
    sys.exit("Guildhall needs Python 3.11 or newer. Run it with one, like `python3.12 -m infra.local run`.")

from infra.local.command_line import main

if __name__ == "__main__":
    main()

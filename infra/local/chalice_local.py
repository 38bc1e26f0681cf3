"""`chalice local`, but silent about URLs, which carry codes and sessions. Runs in `api/`; its argument is the port."""

import sys

from chalice.cli import main as chalice
from chalice.local import ChaliceRequestHandler

from infra.local.ports import HOST


def _log_nothing(_handler: ChaliceRequestHandler, _code: int | str = "-", _size: int | str = "-") -> None:
    """The API logs each request itself, by its route."""


def main() -> None:
    ChaliceRequestHandler.log_request = _log_nothing  # there is no option for it
    ChaliceRequestHandler.wbufsize = -1  # head and body in one packet: two wait for each other (Nagle)
    sys.argv[1:] = ["local", "--no-autoreload", "--host", HOST, "--port", sys.argv[1]]
    sys.exit(chalice())


if __name__ == "__main__":
    main()

"""What is different under `chalice local`."""

import sys


def keep_queries_out_of_its_log() -> None:
    """Silence the development server's own request lines: they hold the codes and states of logins; we log requests."""
    if "chalice.local" not in sys.modules:  # on Lambda
        return
    from chalice.local import ChaliceRequestHandler

    ChaliceRequestHandler.log_request = lambda *_: None

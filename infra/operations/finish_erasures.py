"""`python -m infra.operations.finish_erasures`: erase from stored events and cases what was too much for one request.

Reads the same variables as the API. Run it daily: an erasure that fits into its request leaves nothing for it.
"""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.logs import set_up_logs
from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError, Environment
from shared.config.sections import read_aws
from shared.features.account.service import finish_erasures
from shared.features.account.table import PendingErasureTable
from shared.wiring.cases import personal_cases
from shared.wiring.history import personal_events


def finish(variables: Mapping[str, str]) -> int:
    """Return how many erasures are complete now; raise `ConfigError` or `StoreUnavailableError`."""
    env = Environment(variables)
    aws, keys = read_aws(env), env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS")
    env.check()
    client = dynamodb_client(aws)
    events = personal_events(client, aws, keys, _now)
    return finish_erasures(PendingErasureTable(client, aws), events, personal_cases(client, aws, _now))


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    set_up_logs("INFO")
    try:
        finished = finish(with_secrets(os.environ))
    except ConfigError as error:
        sys.exit(str(error))
    print(f"{finished} erasures are complete.")  # noqa: T201 - it speaks to a terminal


if __name__ == "__main__":
    main()

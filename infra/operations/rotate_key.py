"""`python -m infra.operations.rotate_key`: encrypt anew what ENCRYPTION_KEY_PREVIOUS encrypted, with ENCRYPTION_KEY.

Reads the same variables as the API (SECRETS_ID and AWS credentials included). docs/operations.md has the steps before
and after. It may be interrupted, and run again: what is done is passed over.
"""

import os
import sys
from collections.abc import Callable, Mapping

from infra.operations.resealing import reseal_all
from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.encryption import Encryption
from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError, Environment
from shared.config.sections import read_aws


def rotate(variables: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Return how many texts no key opened; raise `ConfigError` or `StoreUnavailableError`."""
    env = Environment(variables)
    aws, keys = read_aws(env), env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS")
    env.check()
    done = reseal_all(dynamodb_client(aws), aws.table_prefix, Encryption(*keys), say)
    return sum(each.unreadable for each in done.values())


def main() -> None:
    try:
        unreadable = rotate(with_secrets(os.environ), print)
    except ConfigError as error:
        sys.exit(str(error))
    if unreadable:
        sys.exit(f"{unreadable} could not be read by any key.")
    print("Done. ENCRYPTION_KEY_PREVIOUS can go.")  # noqa: T201 - it speaks to a terminal


if __name__ == "__main__":
    main()

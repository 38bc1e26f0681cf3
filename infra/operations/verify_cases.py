"""`python -m infra.operations.verify_cases GUILD`: is a guild's case log as it was written?

Reads the same variables as the API. Every entry and every case is looked at, and compared with the hashes that are kept
in `ANCHOR_BUCKET`.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.objects import ObjectBucket
from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError, Environment
from shared.config.sections import read_aws
from shared.features.cases.anchor_objects import AnchorObjects
from shared.features.cases.table import CaseTable
from shared.features.cases.verification import Finding
from shared.features.cases.verifier import Verifier
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

USAGE = "verify-cases GUILD"


def carry_out(variables: Mapping[str, str], words: Sequence[str], say: Callable[[str], None]) -> int:
    """Return how much is not as it was written; raise `ConfigError`, or `ValueError` for other words."""
    env = Environment(variables)
    aws = read_aws(env)
    env.check()
    if len(words) != 1:
        raise ValueError(USAGE)
    anchors = AnchorObjects(ObjectBucket(aws, aws.anchor_bucket))
    return verify(Verifier(CaseTable(dynamodb_client(aws), aws), anchors), parse_snowflake(words[0]), say)


def verify(verifier: Verifier, guild_id: Snowflake, say: Callable[[str], None]) -> int:
    """Say what is found as it is found."""
    cursor, flaws = None, 0
    while True:
        page = verifier.page(guild_id, cursor)
        for finding in page.findings:
            say(_told(finding))
        flaws += len(page.findings)
        cursor = page.next_cursor
        if cursor is None:
            break
    say(f"{page.entries} entries, {page.cases} cases, {page.anchors} anchors: {flaws or 'no'} flaws.")
    return flaws


def _told(finding: Finding) -> str:
    places = {"entry": finding.seq, "case": finding.number}
    return f"{finding.flaw}: " + ", ".join(f"{name} {place}" for name, place in places.items() if place is not None)


def main() -> None:
    try:
        flaws = carry_out(with_secrets(os.environ), sys.argv[1:], print)
    except (AppError, ConfigError, ValueError) as error:
        sys.exit(str(error))
    if flaws:
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Cases where nobody needs all that makes them: of one person, to be erased."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig
from shared.features.cases.personal import PersonalCases
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.wiring.pausing import pause

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

ENTROPY_BITS: Final = 80


def personal_cases(client: "DynamoDBClient", aws: AwsConfig, clock: Callable[[], datetime]) -> PersonalCases:
    table = CaseTable(client, aws)
    cases = CaseService(table, clock=clock, entropy=lambda: secrets.randbits(ENTROPY_BITS), pause=pause)
    return PersonalCases(table, cases, clock)

"""Committing events: wired alike for the gateway's functions and for whoever replays dead letters."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig
from shared.features.events.commit import EventCommit
from shared.features.events.packing import SegmentPacker
from shared.features.events.ports import AccessEffects
from shared.features.events.repeat_table import RepeatTable
from shared.features.events.repeats import Repeats
from shared.features.events.table import BatchTable, DeadLetterTable, SegmentTable
from shared.features.gaps.service import GapLedger
from shared.features.gaps.table import GapTable
from shared.features.guilds.service import GuildEffects
from shared.features.guilds.table import GuildTable
from shared.kernel.buckets import BucketPlan
from shared.wiring.history import content_vault, message_policies

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

FIRST_PAUSE_SECONDS: Final = 0.05


def event_commit(
    client: "DynamoDBClient",
    aws: AwsConfig,
    plan: BucketPlan,
    encryption_keys: tuple[bytes, ...],
    access: AccessEffects,
    clock: Callable[[], datetime],
) -> EventCommit:
    segments = SegmentTable(client, aws)
    packer = SegmentPacker(content_vault(client, aws, encryption_keys, clock), message_policies(client, aws, clock))
    repeats = Repeats(
        segments=segments,
        store=RepeatTable(client, aws, clock),
        packer=packer,
        plan=plan,
        clock=clock,
        pause=_pause,
    )
    return EventCommit(
        segments=segments,
        repeats=repeats,
        packer=packer,
        markers=BatchTable(client, aws),
        dead_letters=DeadLetterTable(client, aws),
        guilds=GuildEffects(GuildTable(client, aws)),
        access=access,
        gaps=GapLedger(GapTable(client, aws), clock),
        plan=plan,
        clock=clock,
    )


def _pause(attempt: int) -> None:
    """Wait with full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter)."""
    time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - it spreads load, it hides nothing

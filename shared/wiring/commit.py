"""Committing events: wired alike for the gateway's functions and for whoever replays dead letters."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig
from shared.features.activity.service import ActivityCount
from shared.features.activity.table import LateBatchTable, RollUpTable
from shared.features.events.commit import EventCommit
from shared.features.events.letter_replay import DeadLetterReplay
from shared.features.events.letter_table import DeadLetterTable
from shared.features.events.letters import DeadLetterBox
from shared.features.events.packing import SegmentPacker
from shared.features.events.ports import AccessEffects, AuditEffects
from shared.features.events.repeat_table import RepeatTable
from shared.features.events.repeats import Repeats
from shared.features.events.table import BatchTable, SegmentTable
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
    audits: AuditEffects,
    clock: Callable[[], datetime],
) -> EventCommit:
    segments = SegmentTable(client, aws)
    vault = content_vault(client, aws, encryption_keys, clock)
    packer = SegmentPacker(vault, message_policies(client, aws, clock))
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
        dead_letters=DeadLetterBox(DeadLetterTable(client, aws), vault, clock),
        guilds=GuildEffects(GuildTable(client, aws)),
        access=access,
        gaps=GapLedger(GapTable(client, aws), clock),
        audits=audits,
        plan=plan,
        clock=clock,
    )


def dead_letter_box(
    client: "DynamoDBClient", aws: AwsConfig, encryption_keys: tuple[bytes, ...], clock: Callable[[], datetime]
) -> DeadLetterBox:
    return DeadLetterBox(DeadLetterTable(client, aws), content_vault(client, aws, encryption_keys, clock), clock)


def dead_letter_replay(
    client: "DynamoDBClient",
    aws: AwsConfig,
    plan: BucketPlan,
    encryption_keys: tuple[bytes, ...],
    access: AccessEffects,
    audits: AuditEffects,
    clock: Callable[[], datetime],
) -> DeadLetterReplay:
    activity = ActivityCount(
        segments=SegmentTable(client, aws),
        roll_ups=RollUpTable(client, aws),
        late=LateBatchTable(client, aws),
        plan=plan,
        clock=clock,
    )
    return DeadLetterReplay(
        dead_letter_box(client, aws, encryption_keys, clock),
        DeadLetterTable(client, aws),
        event_commit(client, aws, plan, encryption_keys, access, audits, clock),
        activity.note_late,
    )


def _pause(attempt: int) -> None:
    """Wait with full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter)."""
    time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - it spreads load, it hides nothing

"""The guilds' history: wired alike for the API and for the gateway's functions."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.adapters.encryption import Encryption
from shared.config.sections import AwsConfig
from shared.features.events.archive_table import SegmentArchiveTable
from shared.features.events.letter_table import DeadLetterTable
from shared.features.events.letters import DeadLetterBox
from shared.features.events.personal import PersonalEvents
from shared.features.events.service import EventHistory
from shared.features.events.table import SegmentTable
from shared.features.messages.service import ContentVault
from shared.features.messages.settings import MessageSettings
from shared.features.messages.table import GuildKeyTable
from shared.features.settings.cached import CachedSettings
from shared.features.settings.table import SettingsTable
from shared.kernel.buckets import BucketPlan

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


def message_policies(
    client: "DynamoDBClient", aws: AwsConfig, clock: Callable[[], datetime]
) -> CachedSettings[MessageSettings]:
    return CachedSettings(SettingsTable(client, aws), "messages", MessageSettings, clock)


def content_vault(
    client: "DynamoDBClient", aws: AwsConfig, encryption_keys: tuple[bytes, ...], clock: Callable[[], datetime]
) -> ContentVault:
    return ContentVault(
        keys=GuildKeyTable(client, aws),
        master=Encryption(*encryption_keys),
        sealing=Encryption,
        clock=clock,
        random_bytes=os.urandom,
    )


def personal_events(
    client: "DynamoDBClient", aws: AwsConfig, encryption_keys: tuple[bytes, ...], clock: Callable[[], datetime]
) -> PersonalEvents:
    vault = content_vault(client, aws, encryption_keys, clock)
    letters = DeadLetterBox(DeadLetterTable(client, aws), vault, clock)
    return PersonalEvents(SegmentArchiveTable(client, aws), letters, vault, clock)


def event_history(
    client: "DynamoDBClient",
    aws: AwsConfig,
    plan: BucketPlan,
    encryption_keys: tuple[bytes, ...],
    clock: Callable[[], datetime],
) -> EventHistory:
    return EventHistory(
        segments=SegmentTable(client, aws),
        vault=content_vault(client, aws, encryption_keys, clock),
        policies=message_policies(client, aws, clock),
        plan=plan,
        clock=clock,
    )

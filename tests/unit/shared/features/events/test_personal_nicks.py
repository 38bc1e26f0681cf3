"""What a person was called in a guild goes with them."""

import msgspec
import pytest

from shared.features.events.model import Segment
from shared.features.events.rules.personal import without_person
from shared.features.events.rules.segments import CODEC, digest_of, events_in, packed
from shared.features.events.rules.shapes import WITHIN_A_GUILD
from shared.kernel.commands import MemberView
from shared.kernel.events import (
    AuditLogChange,
    AuditLogEntryData,
    EventType,
    MemberChanges,
    MemberJoinData,
    MemberUpdateData,
    UserView,
)
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import a_batch_id, an_event_of_a_guild
from tests.fakes.clock import NOON

ADA = Snowflake(500_000_000_000_000_001)
USER = UserView(id=ADA, username="lovelace", global_name="Lovelace", avatar=None)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (EventType.MEMBER_JOIN, MemberJoinData(user_id=ADA, user=USER, joined_at=1, nick="Lovelace")),
        (
            EventType.MEMBER_UPDATE,
            MemberUpdateData(
                user_id=ADA,
                member=MemberView(member=True),
                user=USER,
                nick="Lovelace",
                changes=MemberChanges(fields=["nick"], nick_before="lovelace"),
            ),
        ),
        (
            EventType.AUDIT_LOG_ENTRY,
            AuditLogEntryData(
                entry_id=Snowflake(1),
                action=24,
                user_id=Snowflake(6),
                target_id=str(ADA),
                changes=[AuditLogChange(key="nick", old='"lovelace"', new='"Lovelace"')],
            ),
        ),
    ],
)
def test_nobody_finds_their_names_in_what_is_left(kind: EventType, data: msgspec.Struct) -> None:
    event = an_event_of_a_guild(kind, data)
    segment = Segment(
        bucket=1,
        batch_id=a_batch_id(),
        codec=CODEC,
        packed=packed([event]),
        contents={},
        digest=digest_of([event]),
        expires_at=NOON,
    )

    (left,) = events_in(without_person(segment, ADA))

    assert b"ovelace" not in bytes(left.data)
    assert str(ADA) not in bytes(left.data).decode()
    WITHIN_A_GUILD[kind].decode(left.data)

"""Hashes are kept once a day where nobody can take them away again, and a rewritten log is found by them."""

import os
from collections.abc import Mapping
from datetime import timedelta

import boto3
import pytest

from infra.operations.verify_cases import carry_out, verify
from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.objects import ObjectBucket
from shared.config.environment import Environment
from shared.config.sections import AwsConfig, read_aws
from shared.features.cases.anchor_objects import AnchorObjects
from shared.features.cases.anchor_table import HeadTable
from shared.features.cases.anchoring import Anchoring
from shared.features.cases.changes import Edited
from shared.features.cases.items import case_item, entry_item, head_item
from shared.features.cases.log import read_body, sealed
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.features.cases.verifier import Verifier
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, a_new_case
from tests.fakes.cases import a_case_service
from tests.fakes.clock import FakeClock


class Place:
    """A guild in the local AWS, its cases, and what keeps their hashes."""

    def __init__(self, aws: AwsConfig) -> None:
        self.guild_id = Snowflake(int.from_bytes(os.urandom(6)) + 1)
        self.client, self.aws, self.clock = dynamodb_client(aws), aws, FakeClock()
        self.table = CaseTable(self.client, aws)
        self.cases: CaseService = a_case_service(self.table)
        self.anchors = AnchorObjects(ObjectBucket(aws, aws.anchor_bucket))
        self.anchoring = Anchoring(HeadTable(self.client, aws), self.anchors, self.clock)

    def open(self) -> None:
        self.cases.open(a_new_case(guild_id=self.guild_id))

    def keep(self) -> None:
        self.anchoring.run(self.clock() + timedelta(minutes=4))

    def verified(self) -> list[str]:
        said: list[str] = []
        verify(Verifier(self.table, self.anchors), self.guild_id, said.append)
        return said


@pytest.fixture
def place(aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    return Place(read_aws(Environment(aws_env)))


def test_a_guild_that_changed_is_kept_once(place: Place) -> None:
    place.open()

    place.keep()
    place.keep()
    first = place.anchors.of_guild(place.guild_id)
    place.open()
    place.keep()

    assert [anchor.seq for anchor in first] == [1]
    assert sorted(anchor.seq for anchor in place.anchors.of_guild(place.guild_id)) == [1, 2]
    assert place.verified() == ["2 entries, 2 cases, 2 anchors: no flaws."]


def test_when_time_is_over_the_next_run_does_the_rest(place: Place) -> None:
    place.open()

    assert place.anchoring.run(place.clock()) == 0
    place.keep()

    assert len(place.anchors.of_guild(place.guild_id)) == 1


def test_a_log_that_was_rewritten_as_a_whole_is_found(place: Place) -> None:
    place.open()
    place.keep()
    (entry,) = place.table.entries(place.guild_id, [1])
    case, head = place.table.case(place.guild_id, 1), place.table.head(place.guild_id)
    assert case

    body = read_body(entry.body.replace("spam", "nothing"))
    forged, _ = sealed(body, guild_id=place.guild_id, seq=1, number=1, at=entry.at, salt=entry.salt, prev=entry.prev)
    for item in (
        entry_item(forged),
        case_item(
            type(case)(**{**{name: getattr(case, name) for name in case.__struct_fields__}, "reason": "nothing"})
        ),
        head_item(
            type(head)(**{**{name: getattr(head, name) for name in head.__struct_fields__}, "hash": forged.hash})
        ),
    ):
        place.client.put_item(TableName="guildhall-cases", Item=item)

    assert place.verified() == ["anchor: entry 1, case 1", "1 entries, 1 cases, 1 anchors: 1 flaws."]


def test_an_anchor_that_is_deleted_still_counts(place: Place) -> None:
    """The template's lock, which AWS has and the local AWS's CloudFormation has not, refuses to delete a version."""
    place.open()
    place.keep()
    s3 = boto3.client("s3", region_name=place.aws.region, endpoint_url=place.aws.endpoint_url)
    bucket, folder = place.aws.anchor_bucket, f"cases/{place.guild_id}/"
    (kept,) = s3.list_objects_v2(Bucket=bucket, Prefix=folder)["Contents"]

    s3.delete_object(Bucket=bucket, Key=kept["Key"])

    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix=folder)
    assert len(place.anchors.of_guild(place.guild_id)) == 1


def test_an_operator_is_told_what_was_changed(place: Place, aws_env: Mapping[str, str]) -> None:
    place.open()
    place.cases.change(place.guild_id, 1, Edited(reason="insults"), ADA)
    place.client.delete_item(
        TableName="guildhall-cases",
        Key={name: entry_item(place.table.entries(place.guild_id, [1])[0])[name] for name in ("pk", "sk")},
    )
    said: list[str] = []

    flaws = carry_out(aws_env, [str(place.guild_id)], said.append)

    assert flaws == 2
    assert said == ["missing: entry 1", "case: case 1", "2 entries, 1 cases, 0 anchors: 2 flaws."]

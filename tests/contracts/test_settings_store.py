"""Settings keep the same promises in DynamoDB and in memory."""

import os

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.settings.model import SettingsItem
from shared.features.settings.table import SettingsTable
from shared.kernel.errors import SettingsChangedError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.settings import FakeSettingsStore


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> FakeSettingsStore | SettingsTable:
    if request.param == "fake":
        return FakeSettingsStore()
    aws: AwsConfig = request.getfixturevalue("aws")
    return SettingsTable(dynamodb_client(aws), aws)


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def version(number: int, values: bytes = b"{}") -> SettingsItem:
    return SettingsItem(values=values, version=number)


def test_what_nobody_changed_is_none(store: FakeSettingsStore | SettingsTable, guild_id: Snowflake) -> None:
    assert store.load(guild_id, "messages") is None


def test_the_latest_version_is_read(store: FakeSettingsStore | SettingsTable, guild_id: Snowflake) -> None:
    store.save(guild_id, "messages", version(1))
    store.save(guild_id, "messages", version(2, b'{"a": "\xc3\xa9"}'))

    assert store.load(guild_id, "messages") == version(2, b'{"a": "\xc3\xa9"}')
    assert store.load(guild_id, "other") is None


@pytest.mark.parametrize("stale", [1, 2, 4])
def test_a_version_that_does_not_follow_is_refused(
    store: FakeSettingsStore | SettingsTable, guild_id: Snowflake, stale: int
) -> None:
    store.save(guild_id, "messages", version(1))
    store.save(guild_id, "messages", version(2))

    with pytest.raises(SettingsChangedError):
        store.save(guild_id, "messages", version(stale, b"other"))

    assert store.load(guild_id, "messages") == version(2)


def test_a_first_version_is_number_one(store: FakeSettingsStore | SettingsTable, guild_id: Snowflake) -> None:
    with pytest.raises(SettingsChangedError):
        store.save(guild_id, "messages", version(2))


def test_many_guilds_are_read_at_once(store: FakeSettingsStore | SettingsTable, guild_id: Snowflake) -> None:
    ids = [Snowflake(guild_id + offset) for offset in range(120)]
    store.save(ids[3], "messages", version(1))
    store.save(ids[4], "other", version(1))

    assert store.load_many(ids, "messages") == {ids[3]: version(1)}

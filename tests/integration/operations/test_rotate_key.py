"""A key is rotated while both work; after it only the new one does."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.deployment.clients import Clients
from infra.local.deployment.deploy import TEMPLATES
from infra.local.deployment.stacks import deploy_stack
from infra.operations.rotate_key import rotate
from shared.adapters.discord_payloads import Grant, Profile
from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.encryption import Encryption
from shared.config.environment import ConfigError, Environment
from shared.config.sections import AwsConfig, read_aws
from shared.features.logins.grants import UserGrants, seal_grant
from shared.features.logins.model import Account
from shared.features.logins.table import UserTable
from shared.features.messages.service import ContentVault
from shared.features.messages.table import GuildKeyTable
from shared.kernel.errors import GrantRevokedError, SealBrokenError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.short_lived import FakeLocks

GUILD = Snowflake(77)


class House:
    """Users and guilds in tables of their own; `keys` are hexadecimal, the one that encrypts first."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.aws: AwsConfig = read_aws(Environment(variables))
        self.users = UserTable(self.aws)
        self.clock = FakeClock(datetime.now(UTC))

    def grants(self, *keys: str) -> UserGrants:
        return UserGrants(self.users, encryption(*keys), FakeDiscord(self.clock), FakeLocks(), self.clock)

    def vault(self, *keys: str) -> ContentVault:
        table = GuildKeyTable(dynamodb_client(self.aws), self.aws)
        return ContentVault(table, encryption(*keys), Encryption, self.clock, os.urandom)

    def add_user(self, user_id: int, key: str) -> None:
        grant = Grant(
            access_token=f"token-{user_id}",
            refresh_token="r",
            expires_at=self.clock() + timedelta(days=7),
            scope="identify",
        )
        sealed = seal_grant(encryption(key), Snowflake(user_id), grant)
        self.users.save(Account(profile=Profile(id=Snowflake(user_id), username="n"), sealed_grant=sealed))

    def rotate(self, new: str, old: str) -> tuple[int, list[str]]:
        said: list[str] = []
        variables = {**self.variables, "ENCRYPTION_KEY": new, "ENCRYPTION_KEY_PREVIOUS": old}
        return rotate(variables, said.append), said


def encryption(*keys: str) -> Encryption:
    return Encryption(*(bytes.fromhex(key) for key in keys))


@pytest.fixture
def house(aws_endpoint: str, aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> House:
    prefix = f"rotation-{os.urandom(3).hex()}-"
    clients = Clients(aws_endpoint, "us-east-1")
    names = {"TablePrefix": prefix, "EvidenceBucket": f"{prefix}evidence", "AnchorBucket": f"{prefix}anchors"}
    deploy_stack(clients.cloudformation, f"{prefix}data", TEMPLATES / "data.yaml", names)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    return House({**aws_env, "TABLE_PREFIX": prefix})


def test_both_keys_work_meanwhile_and_only_the_new_one_after_it(house: House) -> None:
    old, new = os.urandom(32).hex(), os.urandom(32).hex()
    house.add_user(1, old)
    sealed = house.vault(old).seal(GUILD, {"e": "words"}, "place")
    house.add_user(2, new)  # logged in while the rotation was under way

    for user_id in (1, 2):
        assert house.grants(new, old).access_token_of(Snowflake(user_id)) == f"token-{user_id}"
    assert house.vault(new, old).open(GUILD, sealed, "place") == {"e": "words"}
    with pytest.raises(GrantRevokedError):
        house.grants(old).access_token_of(Snowflake(2))

    unreadable, said = house.rotate(new, old)

    assert unreadable == 0
    assert any("users: 1 encrypted anew, 1 were, 0 unreadable" in line for line in said)
    assert any("guild_keys: 1 encrypted anew" in line for line in said)
    for user_id in (1, 2):
        assert house.grants(new).access_token_of(Snowflake(user_id)) == f"token-{user_id}"
        with pytest.raises(GrantRevokedError):
            house.grants(old).access_token_of(Snowflake(user_id))
    assert house.vault(new).open(GUILD, sealed, "place") == {"e": "words"}
    with pytest.raises(SealBrokenError):
        house.vault(old).open(GUILD, sealed, "place")


def test_a_rotation_that_is_run_again_passes_over_what_is_done(house: House) -> None:
    old, new = os.urandom(32).hex(), os.urandom(32).hex()
    for user_id in range(1, 4):
        house.add_user(user_id, old)
    house.rotate(new, old)
    house.add_user(9, old)  # by a process that had not been told yet

    _, said = house.rotate(new, old)

    assert any("users: 1 encrypted anew, 3 were" in line for line in said)


def test_what_no_key_opens_stays_and_is_told(house: House) -> None:
    old, new, lost = (os.urandom(32).hex() for _ in range(3))
    house.add_user(1, lost)
    before = house.users.load(Snowflake(1))

    assert house.rotate(new, old)[0] == 1
    assert house.users.load(Snowflake(1)) == before


def test_a_rotation_without_a_key_says_so(house: House) -> None:
    with pytest.raises(ConfigError, match="ENCRYPTION_KEY is missing"):
        rotate(house.variables, print)

"""Accounts and logins keep the same promises in DynamoDB and in memory."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import msgspec
import pytest

from shared.adapters.discord_payloads import Profile
from shared.config.sections import AwsConfig
from shared.features.logins.model import Account, Login, Rotation
from shared.features.logins.ports import AccountStore, LoginStore
from shared.features.logins.table import LoginTable, UserTable
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON
from tests.fakes.logins import FakeAccountStore, FakeLoginStore


class Stores(NamedTuple):
    accounts: AccountStore
    logins: LoginStore


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        return Stores(FakeAccountStore(), FakeLoginStore())
    aws: AwsConfig = request.getfixturevalue("aws")
    return Stores(UserTable(aws), LoginTable(aws))


def an_account(**changes: object) -> Account:
    user_id = Snowflake(int.from_bytes(os.urandom(7)) + 1)
    profile = Profile(id=user_id, username="nora", global_name="Nora", avatar="a1")
    return Account(profile=msgspec.structs.replace(profile, **changes), sealed_grant="sealed")


def a_login(**changes: object) -> Login:
    login = Login(
        login_id=uuid4().hex,
        user_id=Snowflake(7),
        token_hash="first",
        created_at=NOON,
        expires_at=NOON + timedelta(days=7),
        last_used_at=NOON,
        device="Firefox on Linux",
    )
    return msgspec.structs.replace(login, **changes)


def test_an_account_is_read_as_it_was_saved(stores: Stores) -> None:
    for account in (an_account(), an_account(global_name=None, avatar=None)):
        stores.accounts.save(account)

        assert stores.accounts.load(account.profile.id) == account


def test_saving_an_account_again_replaces_all_of_it(stores: Stores) -> None:
    account = an_account()
    renamed = Account(
        profile=msgspec.structs.replace(account.profile, username="n", global_name=None), sealed_grant="new"
    )
    stores.accounts.save(account)

    stores.accounts.save(renamed)

    assert stores.accounts.load(account.profile.id) == renamed


def test_an_unknown_account_is_not_found(stores: Stores) -> None:
    with pytest.raises(NotFoundError):
        stores.accounts.load(an_account().profile.id)


def test_a_login_is_read_as_it_was_created(stores: Stores) -> None:
    login = a_login(rotations=(Rotation(token_hash="a", salt="b", rotated_at=NOON),))

    stores.logins.create(login)

    assert stores.logins.load(login.login_id) == login


def test_a_login_is_created_once(stores: Stores) -> None:
    login = a_login()
    stores.logins.create(login)

    with pytest.raises(ConflictError):
        stores.logins.create(login)


def test_of_many_who_rotate_at_once_one_succeeds(stores: Stores) -> None:
    before = a_login()
    stores.logins.create(before)

    def rotate(number: int) -> bool:
        try:
            stores.logins.rotate(before, msgspec.structs.replace(before, token_hash=f"next {number}"))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        succeeded = list(pool.map(rotate, range(6)))

    assert stores.logins.load(before.login_id).token_hash == f"next {succeeded.index(True)}"
    assert succeeded.count(True) == 1


def test_a_revoked_login_is_not_rotated_and_stays_revoked_when_it_was(stores: Stores) -> None:
    login = a_login()
    stores.logins.create(login)
    stores.logins.revoke(login.login_id, NOON)

    stores.logins.revoke(login.login_id, NOON + timedelta(hours=1))
    with pytest.raises(ConflictError):
        stores.logins.rotate(login, msgspec.structs.replace(login, token_hash="next"))

    assert stores.logins.load(login.login_id) == msgspec.structs.replace(login, revoked_at=NOON)


def test_revoking_an_unknown_login_creates_none(stores: Stores) -> None:
    login = a_login()

    stores.logins.revoke(login.login_id, NOON)

    with pytest.raises(NotFoundError):
        stores.logins.load(login.login_id)


def test_a_user_s_logins_are_found_and_nobody_else_s(stores: Stores) -> None:
    user_id = an_account().profile.id
    theirs = [a_login(user_id=user_id, created_at=NOON + timedelta(hours=hour)) for hour in range(3)]
    for login in [*theirs, a_login(user_id=Snowflake(user_id + 1))]:
        stores.logins.create(login)
    stores.logins.revoke(theirs[0].login_id, NOON)

    found = stores.logins.of_user(user_id)

    assert {login.login_id for login in found} == {login.login_id for login in theirs}
    assert stores.logins.of_user(Snowflake(user_id + 2)) == []


def test_a_deleted_login_is_gone_and_deleting_again_changes_nothing(stores: Stores) -> None:
    login = a_login()
    stores.logins.create(login)

    for _ in range(2):
        stores.logins.delete(login.login_id)

    with pytest.raises(NotFoundError):
        stores.logins.load(login.login_id)


def test_a_grant_is_renewed_alone_and_only_where_there_is_an_account(stores: Stores) -> None:
    account = an_account()
    stores.accounts.save(account)

    stores.accounts.renew_grant(account.profile.id, "newer")

    assert stores.accounts.load(account.profile.id) == msgspec.structs.replace(account, sealed_grant="newer")
    with pytest.raises(ConflictError):
        stores.accounts.renew_grant(an_account().profile.id, "newer")


def test_a_deleted_account_is_not_brought_back_by_its_grant(stores: Stores) -> None:
    account = an_account()
    stores.accounts.save(account)

    stores.accounts.delete(account.profile.id)

    with pytest.raises(ConflictError):
        stores.accounts.renew_grant(account.profile.id, "newer")
    with pytest.raises(NotFoundError):
        stores.accounts.load(account.profile.id)

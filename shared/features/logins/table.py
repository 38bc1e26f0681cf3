"""The tables `users` and `logins`."""

from datetime import datetime
from typing import Final, TypeVar

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from shared.adapters.discord_payloads import Profile
from shared.adapters.pynamo import bound, item_errors
from shared.config.sections import AwsConfig
from shared.features.logins.devices import UNKNOWN
from shared.features.logins.model import Account, Login, Rotation
from shared.kernel import json
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

T = TypeVar("T")

_rotations: Final = json.Decoder(tuple[Rotation, ...])


class _UserItem(Model):
    user_id = UnicodeAttribute(hash_key=True)
    username = UnicodeAttribute()
    global_name = UnicodeAttribute(null=True)
    avatar = UnicodeAttribute(null=True)
    sealed_grant = UnicodeAttribute()


class _ByUser(GlobalSecondaryIndex["_LoginItem"]):  # type: ignore[no-untyped-call]  # theirs
    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class _LoginItem(Model):
    by_user = _ByUser()
    login_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()
    last_used_at = UTCDateTimeAttribute(null=True)
    device = UnicodeAttribute(null=True)
    rotations = UnicodeAttribute()
    revoked_at = UTCDateTimeAttribute(null=True)


class UserTable:
    def __init__(self, aws: AwsConfig) -> None:
        self._items = bound(_UserItem, "users", aws)

    def save(self, account: Account) -> None:
        profile = account.profile
        with item_errors():
            self._items(
                user_id=str(profile.id),
                username=profile.username,
                global_name=profile.global_name,
                avatar=profile.avatar,
                sealed_grant=account.sealed_grant,
            ).save()

    def load(self, user_id: Snowflake) -> Account:
        with item_errors():
            item = self._items.get(str(user_id), consistent_read=True)
        profile = Profile(
            id=parse_snowflake(item.user_id), username=item.username, global_name=item.global_name, avatar=item.avatar
        )
        return Account(profile=profile, sealed_grant=item.sealed_grant)

    def renew_grant(self, user_id: Snowflake, sealed_grant: str) -> None:
        with item_errors():
            self._items(str(user_id)).update(
                actions=[_UserItem.sealed_grant.set(sealed_grant)], condition=_UserItem.user_id.exists()
            )

    def delete(self, user_id: Snowflake) -> None:
        with item_errors():
            self._items(str(user_id)).delete()


class LoginTable:
    def __init__(self, aws: AwsConfig) -> None:
        self._items = bound(_LoginItem, "logins", aws)

    def create(self, login: Login) -> None:
        with item_errors():
            self._item(login).save(condition=_LoginItem.login_id.does_not_exist())

    def load(self, login_id: str) -> Login:
        with item_errors():
            return _login(self._items.get(login_id, consistent_read=True))

    def rotate(self, before: Login, after: Login) -> None:
        still_the_latest = (_LoginItem.token_hash == before.token_hash) & _LoginItem.revoked_at.does_not_exist()
        with item_errors():
            self._item(after).save(condition=still_the_latest)

    def revoke(self, login_id: str, revoked_at: datetime) -> None:
        running = _LoginItem.login_id.exists() & _LoginItem.revoked_at.does_not_exist()
        try:
            with item_errors():
                self._items(login_id).update(actions=[_LoginItem.revoked_at.set(revoked_at)], condition=running)
        except ConflictError:
            return  # it is ended already, or long gone

    def of_user(self, user_id: Snowflake) -> list[Login]:
        with item_errors():
            return [_login(item) for item in self._items.by_user.query(str(user_id))]

    def delete(self, login_id: str) -> None:
        with item_errors():
            self._items(login_id).delete()

    def _item(self, login: Login) -> _LoginItem:
        return self._items(
            login_id=login.login_id,
            user_id=str(login.user_id),
            token_hash=login.token_hash,
            created_at=login.created_at,
            expires_at=login.expires_at,
            last_used_at=login.last_used_at,
            device=login.device,
            rotations=json.encode(login.rotations).decode(),
            revoked_at=login.revoked_at,
        )


def _login(item: _LoginItem) -> Login:
    """Read a login; those from before we noted it have no device."""
    return Login(
        login_id=item.login_id,
        user_id=parse_snowflake(item.user_id),
        token_hash=item.token_hash,
        created_at=item.created_at,
        expires_at=item.expires_at,
        last_used_at=_known(item.last_used_at, item.created_at),
        device=_known(item.device, UNKNOWN),
        rotations=_rotations.decode(item.rotations),
        revoked_at=item.revoked_at,
    )


def _known(value: T | None, otherwise: T) -> T:
    return otherwise if value is None else value

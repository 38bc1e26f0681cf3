"""The tables `users` and `logins`."""

from datetime import datetime
from typing import Final

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.models import Model

from shared.adapters.discord_payloads import Profile
from shared.adapters.pynamo import bound, item_errors
from shared.config.sections import AwsConfig
from shared.features.logins.model import Account, Login, Rotation
from shared.kernel import json
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

_rotations: Final = json.Decoder(tuple[Rotation, ...])


class _UserItem(Model):
    user_id = UnicodeAttribute(hash_key=True)
    username = UnicodeAttribute()
    global_name = UnicodeAttribute(null=True)
    avatar = UnicodeAttribute(null=True)
    sealed_grant = UnicodeAttribute()


class _LoginItem(Model):
    login_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()
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


class LoginTable:
    def __init__(self, aws: AwsConfig) -> None:
        self._items = bound(_LoginItem, "logins", aws)

    def create(self, login: Login) -> None:
        with item_errors():
            self._item(login).save(condition=_LoginItem.login_id.does_not_exist())

    def load(self, login_id: str) -> Login:
        with item_errors():
            item = self._items.get(login_id, consistent_read=True)
        return Login(
            login_id=item.login_id,
            user_id=parse_snowflake(item.user_id),
            token_hash=item.token_hash,
            created_at=item.created_at,
            expires_at=item.expires_at,
            rotations=_rotations.decode(item.rotations),
            revoked_at=item.revoked_at,
        )

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

    def _item(self, login: Login) -> _LoginItem:
        return self._items(
            login_id=login.login_id,
            user_id=str(login.user_id),
            token_hash=login.token_hash,
            created_at=login.created_at,
            expires_at=login.expires_at,
            rotations=json.encode(login.rotations).decode(),
            revoked_at=login.revoked_at,
        )

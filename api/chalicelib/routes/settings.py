"""One route for the settings of every feature."""

import logging
from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.routes.access import check_grants, grants_changed
from chalicelib.routes.enforcement import check_enforcement
from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings
from shared.features.enforcement.settings import FEATURE as ENFORCEMENT
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.events.settings import FEATURE as EVENTS
from shared.features.events.settings import EventSettings
from shared.features.messages.settings import MessageSettings
from shared.features.settings.model import Stored
from shared.kernel import json
from shared.kernel.errors import (
    BotTimeoutError,
    BotUnavailableError,
    InvalidInputError,
    NotFoundError,
    RoleTooHighError,
    SettingsChangedError,
)
from shared.kernel.snowflakes import Snowflake

routes = Routes("settings")

log = logging.getLogger(__name__)

_URL: Final = "/api/guilds/{guild_id}/features/{feature}/settings"


class Editable(msgspec.Struct, frozen=True, kw_only=True):
    """A feature's settings: their type, what it takes to change them, which changes are refused, what a change does.

    `of_bot`: the bot goes by them, and is told.
    """

    kind: type[msgspec.Struct]
    change: GuildPermission
    check: Callable[[Call, Any, Any], None] | None = None
    changed: Callable[[Call], None] | None = None
    of_bot: bool = False


SETTINGS: Final = {
    "messages": Editable(kind=MessageSettings, change=GuildPermission.MANAGE_SETTINGS),
    EVENTS: Editable(kind=EventSettings, change=GuildPermission.MANAGE_SETTINGS, of_bot=True),
    ENFORCEMENT: Editable(kind=EnforcementSettings, change=GuildPermission.MANAGE_SETTINGS, check=check_enforcement),
    "access": Editable(
        kind=AccessSettings, change=GuildPermission.MANAGE_ACCESS, check=check_grants, changed=grants_changed
    ),
}
_CHANGE: Final = {feature: editable.change for feature, editable in SETTINGS.items()}


class SettingsPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    feature: str


class NewSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All the values, and the version that they were read with."""

    values: dict[str, Any]
    version: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class FeatureSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is 0 while the defaults hold; `schema` is the JSON Schema of `values`."""

    feature: str
    values: dict[str, Any]
    version: int
    schema: dict[str, Any]


@routes.route("GET", _URL, access=Access.GUILD, needs=GuildPermission.VIEW, errors=(NotFoundError,))
def read_settings(call: Call, path: SettingsPath) -> FeatureSettings:
    """Read a feature's settings in a guild."""
    kind = _editable(path.feature).kind
    return _described(path.feature, kind, call.services.settings.read(path.guild_id, path.feature, kind))


@routes.route(
    "PUT",
    _URL,
    access=Access.GUILD,
    needs=_CHANGE,
    errors=(NotFoundError, SettingsChangedError, RoleTooHighError, BotUnavailableError, BotTimeoutError),
)
def change_settings(call: Call, path: SettingsPath, body: NewSettings) -> FeatureSettings:
    """Replace a feature's settings in a guild."""
    editable = _editable(path.feature)
    values = _checked(body.values, editable.kind)
    if editable.check is not None:
        before = call.services.settings.read(path.guild_id, path.feature, editable.kind)
        if before.version != body.version:
            raise SettingsChangedError
        editable.check(call, before.values, values)
    changed = call.services.settings.change(path.guild_id, path.feature, values, body.version)
    log.info("settings.changed", extra={"guild_id": path.guild_id, "feature": path.feature, "user_id": call.user_id})
    if editable.changed is not None:
        editable.changed(call)
    if editable.of_bot:
        call.services.gateway.settings_changed(call.services.config.bot_id, path.guild_id, path.feature)
    return _described(path.feature, editable.kind, changed)


def _editable(feature: str) -> Editable:
    if feature not in SETTINGS:
        raise NotFoundError
    return SETTINGS[feature]


def _checked(values: dict[str, Any], kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Validate; what is stored may outlive a field, but nobody sets one that there is not."""
    if unknown := sorted(values.keys() - set(kind.__struct_fields__)):
        raise InvalidInputError(details={"problem": f"{len(unknown)} unknown field(s) - at `$.values`"})
    return json.convert(values, kind)


def _described(feature: str, kind: type[msgspec.Struct], stored: Stored[msgspec.Struct]) -> FeatureSettings:
    return FeatureSettings(
        feature=feature,
        values=json.to_builtins(stored.values),
        version=stored.version,
        schema=msgspec.json.schema(kind, schema_hook=json.schema_hook),
    )

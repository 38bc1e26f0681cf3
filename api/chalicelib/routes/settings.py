"""One route for the settings of every feature."""

import logging
from typing import Annotated, Any, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from shared.features.messages.settings import MessageSettings
from shared.features.settings.model import Stored
from shared.kernel import json
from shared.kernel.errors import InvalidInputError, NotFoundError, SettingsChangedError
from shared.kernel.snowflakes import Snowflake

routes = Routes("settings")

log = logging.getLogger(__name__)

SETTINGS: Final[dict[str, type[msgspec.Struct]]] = {"messages": MessageSettings}
_URL: Final = "/api/guilds/{guild_id}/features/{feature}/settings"


class SettingsPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    feature: str


class NewSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All the values, and the version that they were read with."""

    values: dict[str, Any]
    version: Annotated[int, msgspec.Meta(ge=0)]


class FeatureSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is 0 while the defaults hold; `schema` is the JSON Schema of `values`."""

    feature: str
    values: dict[str, Any]
    version: int
    schema: dict[str, Any]


@routes.route("GET", _URL, access=Access.GUILD, errors=(NotFoundError,))
def read_settings(call: Call, path: SettingsPath) -> FeatureSettings:
    """Read a feature's settings in a guild."""
    kind = _kind_of(path.feature)
    return _described(path.feature, kind, call.services.settings.read(path.guild_id, path.feature, kind))


@routes.route("PUT", _URL, access=Access.GUILD, errors=(NotFoundError, SettingsChangedError))
def change_settings(call: Call, path: SettingsPath, body: NewSettings) -> FeatureSettings:
    """Replace a feature's settings in a guild."""
    kind = _kind_of(path.feature)
    values = _checked(body.values, kind)
    changed = call.services.settings.change(path.guild_id, path.feature, values, body.version)
    log.info("settings.changed", extra={"guild_id": path.guild_id, "feature": path.feature, "user_id": call.user_id})
    return _described(path.feature, kind, changed)


def _kind_of(feature: str) -> type[msgspec.Struct]:
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

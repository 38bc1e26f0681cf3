"""One route for the settings of every feature."""

from typing import Annotated, Any

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from shared.kernel.errors import NotFoundError, SettingsChangedError
from shared.kernel.snowflakes import Snowflake

routes = Routes("settings")

_URL = "/api/guilds/{guild_id}/features/{feature}/settings"


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
    raise NotImplementedError


@routes.route("PUT", _URL, access=Access.GUILD, errors=(NotFoundError, SettingsChangedError))
def change_settings(call: Call, path: SettingsPath, body: NewSettings) -> FeatureSettings:
    """Replace a feature's settings in a guild."""
    raise NotImplementedError

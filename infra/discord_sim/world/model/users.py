"""People and programs: users, and the applications behind the bots."""

import msgspec


class User(msgspec.Struct, kw_only=True):
    """A Discord account. One without `bot` is a person; `email` makes a person one who can log in.

    `closed_dms`: nobody can send them a direct message.
    """

    id: int
    username: str
    global_name: str | None = None
    discriminator: str = "0"
    avatar: str | None = None
    banner: str | None = None
    accent_color: int | None = None
    bot: bool = False
    system: bool = False
    public_flags: int = 0
    locale: str = "en-US"
    mfa_enabled: bool = False
    email: str | None = None
    verified: bool = True
    closed_dms: bool = False


class Application(msgspec.Struct, kw_only=True):
    """An OAuth2 application and its bot user (same id, as Discord gives since 2016).

    `command_overwrites` counts how often all its commands of a place were replaced.
    """

    id: int
    name: str
    owner_id: int
    bot_id: int
    icon: str | None = None
    description: str = ""
    bot_public: bool = True
    bot_require_code_grant: bool = False
    flags: int = 0
    verify_key: str = ""
    redirect_uris: list[str] = []
    interactions_endpoint_url: str | None = None
    command_overwrites: int = 0


class Presence(msgspec.Struct, kw_only=True):
    """How a user appears: status and activities, the latter as the client sent them."""

    status: str = "online"
    activities: list[dict[str, object]] = []

"""What an application asks for at `/oauth2/authorize`, checked before anybody sees a consent page."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import msgspec

from infra.discord_sim.oauth import scopes
from infra.discord_sim.oauth.pkce import Challenge, Method
from infra.discord_sim.world.model import Application
from infra.discord_sim.world.world import World

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class AuthorizeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that may be shown to a person."""

    application: Application
    scopes: frozenset[str]
    redirect_uri: str = ""
    """Empty when a bot is only added to a guild and nobody waits for a code."""
    state: str | None = None
    challenge: Challenge | None = None
    permissions: int = 0
    guild_id: int | None = None

    @property
    def adds_bot(self) -> bool:
        """Tell whether a guild must be chosen."""
        return scopes.BOT in self.scopes

    def answer_url(self, **parameters: str) -> str:
        """Return the address of the application with an answer, and its state, in the query."""
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        state = {} if self.state is None else {"state": self.state}
        return f"{self.redirect_uri}{joint}{urlencode(parameters | state)}"


class UnusableRequestError(Exception):
    """Nobody can be sent back: the person sees the message instead."""


class RefusedRequestError(Exception):
    """The application can be told; `url` does so."""

    def __init__(self, url: str) -> None:
        super().__init__("refused")
        self.url = url


def read(world: World, query: Mapping[str, str]) -> AuthorizeRequest:
    """Check a query; raise `UnusableRequestError` or `RefusedRequestError`."""
    application = world.applications.get(_number(query.get("client_id", "")) or 0)
    if application is None:
        raise UnusableRequestError("Unknown Application")
    redirect_uri = query.get("redirect_uri", "")
    asked = AuthorizeRequest(
        application=application,
        scopes=scopes.parse(query.get("scope", "")),
        redirect_uri=redirect_uri,
        state=query.get("state"),
        permissions=_number(query.get("permissions", "")) or 0,
        guild_id=_number(query.get("guild_id", "")),
    )
    if not redirect_uri and asked.adds_bot and "response_type" not in query:
        return asked
    if not _is_registered(application, redirect_uri):
        raise UnusableRequestError("Invalid OAuth2 redirect_uri")
    return _checked(asked, query)


def _checked(asked: AuthorizeRequest, query: Mapping[str, str]) -> AuthorizeRequest:
    if query.get("response_type") != "code":
        raise _refused(asked, "unsupported_response_type", "The authorization server does not support this type.")
    if not scopes.are_valid(asked.scopes):
        raise _refused(asked, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    if "code_challenge" not in query:
        return asked
    try:
        method = Method(query.get("code_challenge_method", Method.PLAIN))
    except ValueError:
        raise _refused(asked, "invalid_request", "Unknown code_challenge_method.") from None
    return msgspec.structs.replace(asked, challenge=Challenge(text=query["code_challenge"], method=method))


def _refused(asked: AuthorizeRequest, code: str, description: str) -> RefusedRequestError:
    return RefusedRequestError(asked.answer_url(error=code, error_description=description))


def _is_registered(application: Application, redirect_uri: str) -> bool:
    """Tell whether an address is one of the application's; one that registered none may use any loopback address."""
    if application.redirect_uris:
        return redirect_uri in application.redirect_uris
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

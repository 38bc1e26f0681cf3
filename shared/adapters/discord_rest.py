"""Discord's REST API with a user's own token (discord.com/developers/docs/resources/user)."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from shared.adapters.discord_payloads import Profile, UserGuild
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError, InvalidInputError
from shared.kernel.json import Decoder

USER_AGENT: Final = "DiscordBot (Guildhall, 0.1)"  # discord.com/developers/docs/reference#user-agent
TIMEOUT_SECONDS: Final = (2.0, 4.0)  # to connect, to read
PAGE: Final = 200  # discord.com/developers/docs/resources/user#get-current-user-guilds
MAX_PAGES: Final = 10
LIMITED: Final = 429
PAUSES_SECONDS: Final = (2.0, 1.0, 0.0)  # the longest that we wait after each attempt
LONGEST_PAUSE_SECONDS: Final = 600.0

T = TypeVar("T")
_profile: Final = Decoder(Profile)
_guilds: Final = Decoder(list[UserGuild])


class DiscordRest:
    """Safe between threads. Waits where Discord asks for a moment's patience."""

    def __init__(self, api_url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._api_url = api_url
        self._sleep = sleep
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        again = Retry(
            total=1,
            allowed_methods=["GET"],
            status_forcelist=[500, 502, 503, 504],
            backoff_factor=0.1,
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=again))

    def read_profile(self, access_token: str) -> Profile:
        """Raise `GrantRevokedError` or `DiscordUnavailableError`, as every call here."""
        return self._get("/users/@me", {}, access_token, _profile)

    def list_guilds(self, access_token: str) -> list[UserGuild]:
        guilds: list[UserGuild] = []
        for _ in range(MAX_PAGES):
            query = {"limit": str(PAGE), "after": str(guilds[-1].id) if guilds else "0"}
            page = self._get("/users/@me/guilds", query, access_token, _guilds)
            guilds += page
            if len(page) < PAGE:
                break
        return guilds

    def _get(self, path: str, query: dict[str, str], access_token: str, decoder: Decoder[T]) -> T:
        for pause in PAUSES_SECONDS:
            answer = self._ask(path, query, access_token)
            wanted = _pause(answer)
            if answer.status_code != LIMITED or wanted is None or wanted > pause:
                break
            self._sleep(wanted)
        _check(answer)
        try:
            return decoder.decode(answer.content)
        except InvalidInputError as error:
            raise DiscordUnavailableError from error

    def _ask(self, path: str, query: dict[str, str], access_token: str) -> requests.Response:
        try:
            return self._session.get(
                self._api_url + path,
                params=query,
                headers={"Authorization": f"Bearer {access_token}"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise DiscordUnavailableError from error


def _check(answer: requests.Response) -> None:
    """Raise where Discord did not do it: `GrantRevokedError` when it no longer accepts the token or its scopes."""
    if answer.status_code in (401, 403):
        raise GrantRevokedError
    if answer.status_code != 200:
        raise DiscordUnavailableError(retry_after_seconds=_pause(answer))


def _pause(answer: requests.Response) -> float | None:
    """Return how long Discord wants us to wait; the bucket's header is the more precise one."""
    header = answer.headers.get("X-RateLimit-Reset-After") or answer.headers.get("Retry-After")
    try:
        return min(max(float(header or ""), 0.0), LONGEST_PAUSE_SECONDS)
    except ValueError:
        return None

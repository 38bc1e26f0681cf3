"""One HTTP request to Discord, with what came of it."""

from collections.abc import Mapping
from typing import Final, Protocol

import msgspec
import requests
from requests.adapters import HTTPAdapter

from shared.adapters.discord.clock import HEADER, DiscordClock
from shared.adapters.discord.headers import outcome_of
from shared.adapters.discord.limiter.model import Outcome
from shared.adapters.discord_rest import USER_AGENT
from shared.kernel.errors import DiscordUnavailableError

TIMEOUT_SECONDS: Final = (2.0, 10.0)  # to connect, to read
NO_ANSWER: Final = Outcome(status=0)


class NotSentError(DiscordUnavailableError):
    """No connection came about: Discord has not seen the request."""


class NoAnswerError(DiscordUnavailableError):
    """Nobody knows whether Discord did it."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """An answer."""

    status: int
    body: bytes
    outcome: Outcome


class Transport(Protocol):
    def send(self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        """Raise `NotSentError` or `NoAnswerError`."""


class HttpTransport:
    """Safe between threads. Neither proxies nor .netrc of the machine are used; redirects are not followed.

    `clock` hears the time of every answer.
    """

    def __init__(self, api_url: str, bot_token: str, pool_size: int = 10, clock: DiscordClock | None = None) -> None:
        self._api_url = api_url
        self._clock = clock or DiscordClock()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"User-Agent": USER_AGENT, "Authorization": f"Bot {bot_token}"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=pool_size, max_retries=0))

    def send(self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        """Raise `NotSentError` or `NoAnswerError`."""
        url = f"{self._api_url}{path}{'?' if query else ''}{query}"
        kind = {"Content-Type": "application/json"} if body is not None else {}
        try:
            answer = self._session.request(
                method, url, data=body, headers={**kind, **headers}, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.ConnectTimeout as error:
            raise NotSentError from error
        except requests.RequestException as error:
            raise (NotSentError if _is_refused(error) else NoAnswerError) from error
        self._clock.hear(answer.headers.get(HEADER))
        outcome = outcome_of(answer.status_code, answer.headers, answer.content)
        return Sent(status=answer.status_code, body=answer.content, outcome=outcome)


def _is_refused(error: requests.RequestException) -> bool:
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)

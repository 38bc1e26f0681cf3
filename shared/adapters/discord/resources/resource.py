"""What the calls of all resources share."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from shared.adapters.discord.client import DiscordClient, QueryValue, Request
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.payloads import Decoder
from shared.adapters.discord.routes import route

T = TypeVar("T")
_AS_USUAL = Errand()


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """How a change is sent: see `Request`."""

    lane: Lane | None = None
    sub_limit: str = ""
    is_repeatable: bool | None = None


USUAL_WRITE = Write()
MODERATION = Write(lane=Lane.MODERATION)


class Resource:
    """Calls on one errand. All raise `DiscordApiError`, `DiscordBusyError` or `DiscordUnavailableError`."""

    def __init__(self, client: DiscordClient, errand: Errand = _AS_USUAL) -> None:
        self._client = client
        self._errand = errand

    def _read(
        self, decoder: Decoder[T], template: str, query: Mapping[str, QueryValue] | None = None, **values: int | str
    ) -> T:
        request = Request(route=route("GET", template, **values), query=query or {})
        return self._client.request(request, decoder, self._errand)

    def _write(
        self,
        decoder: Decoder[T],
        operation: str,
        body: object = None,
        how: Write = USUAL_WRITE,
        **values: int | str,
    ) -> T:
        """Send a change (`PATCH /guilds/{guild_id}`), and decode the answer."""
        return decoder.decode(self._tell(operation, body, how, **values))

    def _tell(self, operation: str, body: object = None, how: Write = USUAL_WRITE, **values: int | str) -> bytes:
        """Send a change; return the answer as it came."""
        method, _, template = operation.partition(" ")
        request = Request(
            route=route(method, template, **values),
            body=body,
            lane=how.lane,
            sub_limit=how.sub_limit,
            is_repeatable=how.is_repeatable,
        )
        return self._client.send(request, self._errand).body

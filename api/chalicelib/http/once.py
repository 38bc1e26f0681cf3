"""`Idempotency-Key`: a write that is sent again (a lost answer, a second click) is answered again, not done again."""

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import Final

from chalice.app import Request, Response

from chalicelib.services import Services
from shared.kernel.answers import RememberedAnswer
from shared.kernel.callers import Caller
from shared.kernel.errors import InvalidInputError, KeyReusedError, RequestRunningError, StoreUnavailableError

HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotent-Replayed"
_KEY: Final = re.compile(r"[\x21-\x7e]{8,64}")
_RUNNING_SECONDS: Final = 2.0
_KEPT: Final[tuple[str, ...]] = ("ETag", "Location")  # other headers are made anew for every answer

log = logging.getLogger(__name__)


def answered_once(
    services: Services, request: Request, path: Mapping[str, str], who: Caller, carry_out: Callable[[], Response]
) -> Response:
    """Carry a request out unless its key says that this has been done.

    What fails on our side, or on Discord's, may be tried again; any other answer stays. Raise `InvalidInputError`
    where the key makes no sense, `KeyReusedError`, `RequestRunningError`, `StoreUnavailableError`.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return carry_out()
    if not _KEY.fullmatch(given):
        raise InvalidInputError(details={"problem": f"{HEADER} is 8 to 64 visible characters"})
    key, said = f"idem:{who.user_id}:{given}", _digest(request, path)
    known = services.answers.begin(key, said)
    if known is not None:
        return _again(known, said)
    response = carry_out()
    with suppress(StoreUnavailableError):
        if response.status_code >= 500 or response.status_code == 429:
            services.answers.forget(key)
        else:
            services.answers.finish(key, _remembered(said, response))
    return response


def _again(known: RememberedAnswer, said: str) -> Response:
    if known.request != said:
        raise KeyReusedError
    if known.status is None:
        raise RequestRunningError(retry_after_seconds=_RUNNING_SECONDS)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json", REPLAYED_HEADER: "true", **known.headers}
    return Response(known.body, headers=headers, status_code=known.status)


def _digest(request: Request, path: Mapping[str, str]) -> str:
    """Tell requests apart: another body under the same key is somebody's mistake."""
    body = request.raw_body
    digest = blake2b(f"{request.method} {request.path} {sorted(path.items())}\0".encode(), digest_size=16)
    digest.update(body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body)
    return digest.hexdigest()


def _remembered(said: str, response: Response) -> RememberedAnswer:
    headers = {name: str(response.headers[name]) for name in _KEPT if name in response.headers}
    body = response.body if isinstance(response.body, str) else ""
    return RememberedAnswer(request=said, status=response.status_code, body=body, headers=headers)

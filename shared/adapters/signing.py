"""AWS's Signature Version 4, for requests that are sent too often to be made by botocore.

docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html. A signature by hand costs some 20 µs; botocore's
way to one, with its models, events and retries, costs some 500.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple
from urllib.parse import quote

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


class Credentials(NamedTuple):
    """What signs; `token` is that of a role's temporary credentials."""

    access_key: str
    secret_key: str
    token: str | None


class Signer:
    """Signs requests to one host; `credentials` is asked each time, since a role's change."""

    def __init__(
        self,
        *,
        service: str,
        region: str,
        host: str,
        credentials: Callable[[], Credentials],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._service, self._region, self._host = service, region, host
        self._credentials = credentials
        self._clock = clock
        self._key: tuple[tuple[str, str], bytes] = (("", ""), b"")

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """Return the headers of a signed request; `path` is percent-encoded already, and has no query."""
        credentials = self._credentials()
        moment = self._clock().strftime("%Y%m%dT%H%M%SZ")
        signed = {"host": self._host, "x-amz-date": moment}
        if credentials.token:
            signed["x-amz-security-token"] = credentials.token
        names = ";".join(signed)
        lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
        request = f"{method}\n{quote(path, safe='/-_.~')}\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
        scope = f"{moment[:8]}/{self._region}/{self._service}/aws4_request"
        text = f"{_ALGORITHM}\n{moment}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._signing_key(credentials.secret_key, moment[:8]), text.encode(), "sha256").hex()
        signed["authorization"] = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        return signed

    def _signing_key(self, secret_key: str, day: str) -> bytes:
        """Derive the day's key, once a day."""
        wanted = (secret_key, day)
        made_from, key = self._key
        if made_from != wanted:
            key = f"AWS4{secret_key}".encode()
            for part in (day, self._region, self._service, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._key = (wanted, key)
        return key

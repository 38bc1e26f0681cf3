"""API Gateway's @connections: send to a WebSocket connection, or end it.

A batch goes to as many connections as follow its guilds, so a request is signed and sent by hand: that takes a quarter
of the CPU time of botocore's `post_to_connection` (`tests/bench/fan_out.py`).
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

import botocore.session
import urllib3
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import get_cert_path

from shared.adapters.dynamodb import MAKING_CLIENTS
from shared.adapters.signing import Credentials, Signer
from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.errors import NotFoundError, UnavailableError

MAX_CONNECTIONS: Final = 64
_BACKOFF_SECONDS: Final = 0.1
_WORTH_ANOTHER_TRY: Final = (429, 500, 502, 503, 504)


class WebSocketApi:
    """Safe between threads; keeps its TCP connections. A message that had to be tried again may arrive twice."""

    def __init__(self, aws: AwsConfig, gateway: GatewayConfig, *, timeout_seconds: float, attempts: int) -> None:
        url = urlsplit(gateway.management_url)
        self._prefix = f"{url.path.rstrip('/')}/@connections/"
        self._retries = urllib3.Retry(
            attempts - 1,
            backoff_factor=_BACKOFF_SECONDS,
            status_forcelist=_WORTH_ANOTHER_TRY,
            allowed_methods=None,
            raise_on_status=False,
            redirect=False,
            respect_retry_after_header=False,
        )
        self._pool = _pool(url.scheme, url.hostname or "", url.port, timeout_seconds)
        with MAKING_CLIENTS:
            self._credentials = botocore.session.get_session().get_credentials()
        self._signer = Signer(
            service="execute-api", region=aws.region, host=url.netloc, credentials=self._current_credentials
        )

    def post(self, connection_id: str, message: bytes) -> None:
        """Send a text frame; raise `NotFoundError` when the connection has ended, else `UnavailableError`."""
        self._request("POST", connection_id, message)

    def close(self, connection_id: str) -> None:
        """End a connection; raise as `post` does."""
        self._request("DELETE", connection_id, b"")

    def _request(self, method: str, connection_id: str, body: bytes) -> None:
        path = self._prefix + quote(connection_id, safe="-_.~")
        try:
            headers = self._signer.headers(method, path, body)
            answer = self._pool.urlopen(method, path, body, headers, retries=self._retries)
        except (BotoCoreError, urllib3.exceptions.HTTPError) as error:
            raise UnavailableError from error
        if answer.status == HTTPStatus.GONE:
            raise NotFoundError("The connection has ended.")
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise UnavailableError(details={"status": answer.status})

    def _current_credentials(self) -> Credentials:
        now = self._credentials.get_frozen_credentials() if self._credentials else None
        if now is None or now.access_key is None or now.secret_key is None:
            raise NoCredentialsError
        return Credentials(now.access_key, now.secret_key, now.token)


def _pool(scheme: str, host: str, port: int | None, timeout_seconds: float) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=timeout_seconds, read=timeout_seconds)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(host, port, timeout=timeout, maxsize=MAX_CONNECTIONS)
    return urllib3.HTTPSConnectionPool(
        host, port, timeout=timeout, maxsize=MAX_CONNECTIONS, cert_reqs="CERT_REQUIRED", ca_certs=get_cert_path(True)
    )

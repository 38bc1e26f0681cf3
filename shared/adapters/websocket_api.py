"""API Gateway's @connections: send to a WebSocket connection, or end it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.dynamodb import MAKING_CLIENTS
from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.errors import NotFoundError, UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi.client import ApiGatewayManagementApiClient

MAX_CONNECTIONS: Final = 32


class WebSocketApi:
    """Safe between threads; keeps its TCP connections."""

    def __init__(self, aws: AwsConfig, gateway: GatewayConfig, *, timeout_seconds: float, attempts: int) -> None:
        config = Config(
            connect_timeout=timeout_seconds,
            read_timeout=timeout_seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            max_pool_connections=MAX_CONNECTIONS,
            tcp_keepalive=True,
        )
        with MAKING_CLIENTS:
            self._client: ApiGatewayManagementApiClient = boto3.client(
                "apigatewaymanagementapi",
                region_name=aws.region,
                endpoint_url=gateway.management_url,
                config=config,
            )

    def post(self, connection_id: str, message: bytes) -> None:
        """Send a text frame; raise `NotFoundError` when the connection has ended, else `UnavailableError`."""
        with _connection_errors():
            self._client.post_to_connection(ConnectionId=connection_id, Data=message)

    def close(self, connection_id: str) -> None:
        """End a connection; raise as `post` does."""
        with _connection_errors():
            self._client.delete_connection(ConnectionId=connection_id)


@contextmanager
def _connection_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 410:
            raise NotFoundError("The connection has ended.") from error
        raise UnavailableError from error
    except BotoCoreError as error:
        raise UnavailableError from error

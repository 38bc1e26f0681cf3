"""Lambda: have another function do something, without waiting for it."""

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.dynamodb import MAKING_CLIENTS
from shared.config.sections import AwsConfig
from shared.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient

TIMEOUT_SECONDS: Final = 1.0


class Functions:
    """Lambda keeps what was handed over, and tries again where the function fails."""

    def __init__(self, aws: AwsConfig) -> None:
        config = Config(
            connect_timeout=TIMEOUT_SECONDS,
            read_timeout=TIMEOUT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
            tcp_keepalive=True,
        )
        with MAKING_CLIENTS:
            self._client: LambdaClient = boto3.client(
                "lambda", region_name=aws.region, endpoint_url=aws.endpoint_url, config=config
            )

    def invoke_later(self, name: str, payload: bytes) -> None:
        """Hand over a JSON object; raise `UnavailableError` where it was not taken, or nobody knows."""
        try:
            self._client.invoke(FunctionName=name, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError from error

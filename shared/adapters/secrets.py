"""Secrets from AWS Secrets Manager, as variables under the environment's own."""

from collections.abc import Mapping
from typing import Final

from shared.config.environment import ConfigError
from shared.kernel.errors import InvalidInputError
from shared.kernel.json import Decoder

_variables: Final = Decoder(dict[str, str])


def with_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """Add what the secret named by SECRETS_ID holds (a JSON object of texts); what is set already stands.

    Raise `ConfigError` where the secret cannot be read.
    """
    secrets_id = variables.get("SECRETS_ID")
    if not secrets_id:
        return dict(variables)
    return {**_load(secrets_id, variables), **{name: value for name, value in variables.items() if value}}


def _load(secrets_id: str, variables: Mapping[str, str]) -> dict[str, str]:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = boto3.client(
            "secretsmanager",
            region_name=variables.get("AWS_DEFAULT_REGION") or variables.get("AWS_REGION") or "us-east-1",
            endpoint_url=variables.get("AWS_ENDPOINT_URL") or None,
        )
        return _variables.decode(client.get_secret_value(SecretId=secrets_id)["SecretString"])
    except (BotoCoreError, ClientError, KeyError, InvalidInputError) as error:
        raise ConfigError(f"SECRETS_ID names a secret that cannot be read: {type(error).__name__}") from error

import json

import boto3
import pytest

from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError


@pytest.fixture
def variables(aws_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    return aws_env


def a_secret(aws_env: dict[str, str], name: str, text: str) -> None:
    client = boto3.client(
        "secretsmanager", endpoint_url=aws_env["AWS_ENDPOINT_URL"], region_name=aws_env["AWS_DEFAULT_REGION"]
    )
    client.create_secret(Name=name, SecretString=text)


def test_without_a_secret_the_environment_is_what_it_is() -> None:
    assert with_secrets({"A": "1"}) == {"A": "1"}


def test_the_secret_fills_what_the_environment_leaves_open(variables: dict[str, str]) -> None:
    a_secret(variables, "test/filled", json.dumps({"JWT_SECRET": "from the secret", "LOG_LEVEL": "DEBUG"}))

    found = with_secrets({**variables, "SECRETS_ID": "test/filled", "LOG_LEVEL": "INFO", "JWT_SECRET": ""})

    assert (found["JWT_SECRET"], found["LOG_LEVEL"]) == ("from the secret", "INFO")


@pytest.mark.parametrize("text", ["no json with a password", '{"JWT_SECRET": 7}', "[]"])
def test_a_secret_that_cannot_be_read_is_told_without_its_text(variables: dict[str, str], text: str) -> None:
    a_secret(variables, f"test/{len(text)}", text)

    with pytest.raises(ConfigError) as caught:
        with_secrets({**variables, "SECRETS_ID": f"test/{len(text)}"})

    assert "password" not in str(caught.value)


def test_a_secret_that_there_is_not_is_told(variables: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="SECRETS_ID"):
        with_secrets({**variables, "SECRETS_ID": "test/none"})

"""What the contract suites need to reach the real stores."""

from collections.abc import Mapping

import pytest

from shared.config.environment import Environment
from shared.config.sections import AwsConfig, read_aws


@pytest.fixture
def aws(aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AwsConfig:
    """The local AWS, with the credentials in this process's environment."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    return read_aws(Environment(aws_env))

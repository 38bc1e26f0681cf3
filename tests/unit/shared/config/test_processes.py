import pytest

from shared.config.environment import ConfigError
from shared.config.processes import read_api_config, read_bot_config

BOT = {
    "GATEWAY_URL": "ws://127.0.0.1:4566/x/dev",
    "DISCORD_BOT_TOKEN": "a.b.c",
    "BOT_ID": "175928847299117063",
    "BOT_LINK_SECRET": "s" * 32,
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "FRONTEND_URL": "http://localhost:4200",
    "ENCRYPTION_KEY": "0a" * 32,
}


def test_a_complete_environment_is_read() -> None:
    config = read_bot_config({**BOT, "BATCH_INTERVAL": "2s", "LIVE_INTERVAL": "500ms"})

    assert config.bot_id == 175928847299117063
    assert config.batch_interval.total_seconds() == 2
    assert config.live_interval.total_seconds() == 0.5
    assert config.discord_api_url == "https://discord.com/api/v10"


def test_one_message_lists_all_that_is_missing() -> None:
    with pytest.raises(ConfigError) as caught:
        read_api_config({})

    for name in ("DISCORD_CLIENT_ID", "REDIS_URL", "ENCRYPTION_KEY", "JWT_SECRET", "JWT_REFRESH_SECRET", "GATEWAY_URL"):
        assert f"{name} is missing" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_LINK_SECRET", "too short"),
        ("BOT_ID", "hunter2"),
        ("GATEWAY_URL", "http://wrong.example"),
        ("BATCH_INTERVAL", "5 seconds"),
        ("HEALTH_PORT", "many"),
        ("EVENT_BUCKETS", "1,8@noon"),
    ],
)
def test_a_problem_names_the_variable_and_never_its_value(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_bot_config({**BOT, name: value})

    assert name in str(caught.value)
    assert value not in str(caught.value)

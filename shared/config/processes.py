"""One configuration per kind of process: each reads only what it needs."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from shared.config.environment import Environment
from shared.config.sections import (
    AwsConfig,
    DiscordConfig,
    GatewayConfig,
    read_aws,
    read_discord,
    read_gateway,
)
from shared.kernel.buckets import DEFAULT_PLAN, BucketPlan
from shared.kernel.snowflakes import Snowflake


class ApiConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The first of `encryption_keys` encrypts, all of them decrypt; `trusted_proxies` of ours stand before the API.

    `rate_limit_factor` multiplies every limit of requests.
    """

    aws: AwsConfig
    discord: DiscordConfig
    gateway: GatewayConfig
    event_buckets: BucketPlan
    redis_url: str
    frontend_url: str
    bot_id: Snowflake
    discord_token: str
    encryption_keys: tuple[bytes, ...]
    jwt_secret: str
    jwt_refresh_secret: str
    access_lifetime: timedelta
    refresh_lifetime: timedelta
    trusted_proxies: int
    rate_limit_factor: int
    log_level: str


class LambdaConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the WebSocket gateway's functions need; Discord is asked there for what a user may see.

    `fan_out_function` is the name of the one that large audiences are shared with.
    """

    aws: AwsConfig
    discord: DiscordConfig
    gateway: GatewayConfig
    event_buckets: BucketPlan
    redis_url: str
    encryption_keys: tuple[bytes, ...]
    bot_link_secret: str
    fan_out_function: str
    log_level: str


class BotConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`spool_path` is the SQLite file; `batch_interval` the longest that an event waits.

    `live_interval` is the same while somebody watches the event's guild.
    `health_host` is where the health check listens: in a container it must be reached from outside (0.0.0.0).
    `shard_count` is None where Discord's recommendation counts.
    The first of `encryption_keys` encrypts, all of them decrypt. What people are sent links to is at `frontend_url`.
    """

    aws: AwsConfig
    gateway: GatewayConfig
    discord_api_url: str
    discord_gateway_url: str
    discord_cdn_url: str
    discord_token: str
    bot_id: Snowflake
    bot_link_secret: str
    redis_url: str
    frontend_url: str
    encryption_keys: tuple[bytes, ...]
    shard_count: int | None
    spool_path: str
    batch_interval: timedelta
    live_interval: timedelta = timedelta(milliseconds=150)
    event_buckets: BucketPlan
    health_host: str
    health_port: int
    log_level: str


def read_api_config(variables: Mapping[str, str]) -> ApiConfig:
    """Raise `ConfigError` that lists all that is missing or unsound."""
    env = Environment(variables)
    config = ApiConfig(
        aws=read_aws(env),
        discord=read_discord(env),
        gateway=read_gateway(env),
        event_buckets=env.bucket_plan("EVENT_BUCKETS", DEFAULT_PLAN),
        redis_url=env.url("REDIS_URL", "redis", "rediss"),
        frontend_url=env.url("FRONTEND_URL", "http", "https"),
        bot_id=env.snowflake("BOT_ID"),
        discord_token=env.text("DISCORD_BOT_TOKEN"),
        encryption_keys=env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS"),
        jwt_secret=env.secret("JWT_SECRET"),
        jwt_refresh_secret=env.secret("JWT_REFRESH_SECRET"),
        access_lifetime=env.duration("JWT_ACCESS_EXPIRATION", "15m"),
        refresh_lifetime=env.duration("JWT_REFRESH_EXPIRATION", "7d"),
        trusted_proxies=env.count("TRUSTED_PROXIES", "0", least=0),
        rate_limit_factor=env.count("RATE_LIMIT_FACTOR", "1", least=1),
        log_level=env.text("LOG_LEVEL", "INFO"),
    )
    env.check()
    return config


def read_lambda_config(variables: Mapping[str, str]) -> LambdaConfig:
    """Raise `ConfigError` that lists all that is missing or unsound."""
    env = Environment(variables)
    config = LambdaConfig(
        aws=read_aws(env),
        discord=read_discord(env),
        gateway=read_gateway(env),
        event_buckets=env.bucket_plan("EVENT_BUCKETS", DEFAULT_PLAN),
        redis_url=env.url("REDIS_URL", "redis", "rediss"),
        encryption_keys=env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS"),
        bot_link_secret=env.secret("BOT_LINK_SECRET"),
        fan_out_function=env.text("FAN_OUT_FUNCTION", "guildhall-gateway-fan-out"),
        log_level=env.text("LOG_LEVEL", "INFO"),
    )
    env.check()
    return config


def read_bot_config(variables: Mapping[str, str]) -> BotConfig:
    """Raise `ConfigError` that lists all that is missing or unsound."""
    env = Environment(variables)
    config = BotConfig(
        aws=read_aws(env),
        gateway=read_gateway(env),
        discord_api_url=env.url("DISCORD_API_URL", "http", "https", default="https://discord.com/api/v10"),
        discord_gateway_url=env.url("DISCORD_GATEWAY_URL", "ws", "wss", default="wss://gateway.discord.gg"),
        discord_cdn_url=env.url("DISCORD_CDN_URL", "http", "https", default="https://cdn.discordapp.com"),
        discord_token=env.text("DISCORD_BOT_TOKEN"),
        bot_id=env.snowflake("BOT_ID"),
        bot_link_secret=env.secret("BOT_LINK_SECRET"),
        redis_url=env.url("REDIS_URL", "redis", "rediss"),
        frontend_url=env.url("FRONTEND_URL", "http", "https"),
        encryption_keys=env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS"),
        shard_count=env.count_or_auto("SHARD_COUNT"),
        spool_path=env.text("SPOOL_PATH", "spool.db"),
        batch_interval=env.duration("BATCH_INTERVAL", "5s"),
        live_interval=env.duration("LIVE_INTERVAL", "150ms"),
        event_buckets=env.bucket_plan("EVENT_BUCKETS", DEFAULT_PLAN),
        health_host=env.text("HEALTH_HOST", "127.0.0.1"),
        health_port=env.number("HEALTH_PORT", "3002"),
        log_level=env.text("LOG_LEVEL", "INFO"),
    )
    env.check()
    return config

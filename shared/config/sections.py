"""Parts of the configuration that several processes need."""

from typing import Final

import msgspec

from shared.config.environment import Environment
from shared.kernel.snowflakes import Snowflake

EVIDENCE_BUCKET: Final = "guildhall-evidence"
ANCHOR_BUCKET: Final = "guildhall-anchors"


class AwsConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`endpoint_url` is None on AWS itself."""

    region: str
    endpoint_url: str | None
    table_prefix: str
    evidence_bucket: str = EVIDENCE_BUCKET
    anchor_bucket: str = ANCHOR_BUCKET


class DiscordConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Where Discord is, and who we are there; the URLs have no slash at their end."""

    api_url: str
    cdn_url: str
    oauth_url: str
    client_id: Snowflake
    client_secret: str
    oauth_scopes: str
    callback_url: str


class GatewayConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`url` is where clients connect; `management_url` is the @connections endpoint of the same stage."""

    url: str
    management_url: str


def read_aws(env: Environment) -> AwsConfig:
    return AwsConfig(
        region=env.text("AWS_DEFAULT_REGION", env.text("AWS_REGION", "us-east-1")),
        endpoint_url=env.optional_url("AWS_ENDPOINT_URL", "http", "https"),
        table_prefix=env.text("TABLE_PREFIX", "guildhall-"),
        evidence_bucket=env.text("EVIDENCE_BUCKET", EVIDENCE_BUCKET),
        anchor_bucket=env.text("ANCHOR_BUCKET", ANCHOR_BUCKET),
    )


def read_discord(env: Environment) -> DiscordConfig:
    return DiscordConfig(
        api_url=env.url("DISCORD_API_URL", "http", "https", default="https://discord.com/api/v10"),
        cdn_url=env.url("DISCORD_CDN_URL", "http", "https", default="https://cdn.discordapp.com"),
        oauth_url=env.url("DISCORD_OAUTH_URL", "http", "https", default="https://discord.com/oauth2/authorize"),
        client_id=env.snowflake("DISCORD_CLIENT_ID"),
        client_secret=env.text("DISCORD_CLIENT_SECRET"),
        oauth_scopes=env.text("DISCORD_OAUTH_SCOPES", "identify email guilds"),
        callback_url=env.url("DISCORD_CALLBACK_URL", "http", "https"),
    )


def read_gateway(env: Environment) -> GatewayConfig:
    url = env.url("GATEWAY_URL", "ws", "wss")
    return GatewayConfig(url=url, management_url="http" + url.removeprefix("ws"))

"""Composes each part's environment: nothing of the person's own shell but what programs need to run at all."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.local.layout import ROOT, SPA_BUILD
from infra.local.secret_values import ENCRYPTION_KEYS
from infra.local.settings import Settings

# Real AWS credentials, tokens and proxies for other hosts stay out of the parts.
_PASSED: Final = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ", "TMPDIR", "SSL_CERT_FILE",
                  "REQUESTS_CA_BUNDLE", "LOG_LEVEL", "BATCH_INTERVAL", "LIVE_INTERVAL")  # fmt: skip
_GENERAL: Final = ("JWT_ACCESS_EXPIRATION", "JWT_REFRESH_EXPIRATION", "DISCORD_OAUTH_SCOPES", "TABLE_PREFIX",
            "RATE_LIMIT_FACTOR", "EVENT_BUCKETS", "EVIDENCE_BUCKET", "ANCHOR_BUCKET")  # fmt: skip
_CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "guildhall", "AWS_SECRET_ACCESS_KEY": "guildhall"}
SECRETS: Final = {
    "api": ("DISCORD_CLIENT_SECRET", "DISCORD_BOT_TOKEN", "JWT_SECRET", "JWT_REFRESH_SECRET", *ENCRYPTION_KEYS),
    "gateway": ("DISCORD_CLIENT_SECRET", *ENCRYPTION_KEYS, "BOT_LINK_SECRET"),
    "bot": ("DISCORD_BOT_TOKEN", "BOT_LINK_SECRET", *ENCRYPTION_KEYS),
}
"""Which secrets each process gets, through a secret of its own in Secrets Manager."""


def plain(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What every program gets."""
    passed = {name: variables[name] for name in _PASSED if name in variables}
    marks = {name: value for name, value in variables.items() if name.startswith("GUILDHALL_")}
    return {**passed, **marks, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NO_PROXY": "127.0.0.1,localhost"}


def secrets_id(process: str) -> str:
    return f"guildhall/{process}"


def secrets_of(process: str, settings: Settings) -> dict[str, str]:
    """The secrets of a process, as they are now."""
    keys = settings.encryption_keys()
    values = {name: settings.value(name) for name in SECRETS[process] if name not in ENCRYPTION_KEYS}
    return values | {name: keys[name] for name in SECRETS[process] if name in keys}


def aws_client(endpoint: str, region: str) -> dict[str, str]:
    """How to reach the local AWS; the credentials are not secret, they only have to be there."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        **_CREDENTIALS,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def common(settings: Settings, process: str) -> dict[str, str]:
    """What the API, the gateway's functions and the bot all get."""
    return {
        **plain(),
        **{name: settings.given[name] for name in (*_GENERAL, *_PASSED) if name in settings.given},
        **aws_client(settings.aws_url, settings.region),
        **settings.discord_urls(),
        "DISCORD_CLIENT_ID": settings.value("DISCORD_CLIENT_ID"),
        "DISCORD_CALLBACK_URL": settings.callback_url,
        "FRONTEND_URL": settings.site_url,
        "BOT_ID": settings.bot_id,
        "GATEWAY_URL": settings.gateway_url,
        "REDIS_URL": settings.redis_url,
        "TRUSTED_PROXIES": "1",  # the site's server
        "SECRETS_ID": secrets_id(process),
    }


def ministack(port: int, folder: Path) -> dict[str, str]:
    """MiniStack binds every interface unless told, and leaks into TMPDIR: so it gets a loopback and a folder."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    return {
        **plain(),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "TMPDIR": str(folder / "tmp"),
        "S3_DATA_DIR": str(folder / "s3"),
        **_CREDENTIALS,  # what they signed is verified
    }


def bot(settings: Settings, number: int, port: int) -> dict[str, str]:
    """What the `number`th worker gets. Several have a shard each, unless something else was said."""
    shards = "auto" if settings.workers == 1 else str(settings.workers)
    spool = "spool.sqlite3" if number == 1 else f"spool-{number}.sqlite3"
    return {
        **common(settings, "bot"),
        "HEALTH_PORT": str(port),
        "SHARD_COUNT": settings.value("SHARD_COUNT", shards),
        "SPOOL_PATH": str(settings.home.bot / spool),
    }


def site(settings: Settings) -> dict[str, str]:
    return {
        **plain(),
        "SITE_PORT": str(settings.ports["site"]),
        "SITE_FOLDER": str(SPA_BUILD),
        "API_URL": f"http://127.0.0.1:{settings.ports['api']}",
        "GATEWAY_URL": settings.gateway_url,
        "DISCORD_CDN_URL": settings.discord_urls().get("DISCORD_CDN_URL", "https://cdn.discordapp.com"),
        "UPLOADS_URL": settings.aws_url,
    }

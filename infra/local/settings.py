"""What one stack runs with: ports, home, secrets, and which Discord, AWS and Redis."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local import secret_values
from infra.local.layout import ROOT, Home
from infra.local.ports import choose_ports
from infra.local.problems import LocalError

API_ID = "guildhall"
STAGE = "live"
REGION = "us-east-1"
MAX_WORKERS = 8
_WORKERS = frozenset(map(str, range(1, MAX_WORKERS + 1)))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`given` is what the person said, in `.env` or the environment; `secrets` fills in what they left out."""

    home: Home
    ports: Mapping[str, int]
    given: Mapping[str, str]
    secrets: Mapping[str, str]
    simulates_discord: bool

    def value(self, name: str, default: str = "") -> str:
        return self.given.get(name) or self.secrets.get(name) or default

    def encryption_keys(self) -> dict[str, str]:
        """The keys as they are now: they may have been rotated since the start."""
        now = {**secret_values.read_variables(self.home.secrets), **given_variables()}
        return {name: now[name] for name in secret_values.ENCRYPTION_KEYS if now.get(name)}

    @property
    def workers(self) -> int:
        """How many processes the bot has."""
        return int(self.value("GUILDHALL_WORKERS", "1"))

    @property
    def runs_aws(self) -> bool:
        return "aws" in self.ports

    @property
    def runs_redis(self) -> bool:
        return "redis" in self.ports

    @property
    def aws_url(self) -> str:
        return self._url("aws") if self.runs_aws else self.given["AWS_ENDPOINT_URL"].rstrip("/")

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.ports['redis']}/0" if self.runs_redis else self.given["REDIS_URL"]

    @property
    def gateway_base(self) -> str:
        """GATEWAY_URL up to the API's id: the path form that local stand-ins for AWS serve WebSocket APIs at."""
        return "ws" + self.aws_url.removeprefix("http") + "/_aws/execute-api"

    @property
    def gateway_url(self) -> str:
        return f"{self.gateway_base}/{API_ID}/{STAGE}"

    @property
    def site_url(self) -> str:
        """`localhost`, as people type it and as Discord applications list it."""
        return self.given.get("FRONTEND_URL") or f"http://localhost:{self.ports['site']}"

    @property
    def callback_url(self) -> str:
        return self.given.get("DISCORD_CALLBACK_URL") or f"{self.site_url}/api/auth/discord/callback"

    @property
    def functions_url(self) -> str:
        return self._url("lambdas")

    @property
    def bot_id(self) -> str:
        return self.given.get("BOT_ID") or secret_values.bot_id_of(self.value("DISCORD_BOT_TOKEN"))

    @property
    def region(self) -> str:
        return self.given.get("AWS_DEFAULT_REGION") or REGION

    def discord_urls(self) -> dict[str, str]:
        """Where Discord is: the simulator, or what was given, or nothing for the real one's own addresses."""
        names = ("DISCORD_API_URL", "DISCORD_GATEWAY_URL", "DISCORD_CDN_URL", "DISCORD_OAUTH_URL")
        if not self.simulates_discord:
            return {name: self.given[name] for name in names if name in self.given}
        base = self._url("discord")
        gateway = "ws" + base.removeprefix("http") + "/gateway"
        return dict(zip(names, (f"{base}/api/v10", gateway, f"{base}/cdn", f"{base}/oauth2/authorize"), strict=True))

    def _url(self, part: str) -> str:
        return f"http://127.0.0.1:{self.ports[part]}"


def env_file(variables: Mapping[str, str] = os.environ) -> Path:
    return Path(variables.get("GUILDHALL_ENV_FILE") or ROOT / ".env")


def given_variables(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the person said, in `.env` or in the environment, which wins."""
    said = {name: value for name, value in variables.items() if value}
    return {**secret_values.read_variables(env_file(variables)), **said}


def load_settings(home: Home, variables: Mapping[str, str] = os.environ) -> Settings:
    """Read `.env`, the environment (which wins) and the kept secrets, and choose ports. Raise `LocalError`."""
    given = given_variables(variables)
    simulates_discord = not secret_values.has_real_discord(given)
    parts = {"lambdas", "api", "bot", "site"}
    parts |= {"aws"} if not given.get("AWS_ENDPOINT_URL") else set()
    parts |= {"redis"} if not given.get("REDIS_URL") else set()
    parts |= {"discord"} if simulates_discord else set()
    if given.get("GUILDHALL_WORKERS", "1") not in _WORKERS:
        raise LocalError(f"GUILDHALL_WORKERS is not a number from 1 to {MAX_WORKERS}.")
    return Settings(
        home=home,
        ports=choose_ports(given, parts),
        given=given,
        secrets=secret_values.kept_secrets(home.secrets),
        simulates_discord=simulates_discord,
    )

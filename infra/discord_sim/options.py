"""What a simulator is started with."""

import base64
import random

import msgspec

from infra.discord_sim.limits.options import LimitOptions


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """The one application that the simulator knows secrets of."""

    client_id: int
    client_secret: str
    bot_token: str
    redirect_uris: tuple[str, ...] = ()


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a simulator runs. `rate` is in messages a minute over all guilds; `base_url` has no trailing slash."""

    base_url: str
    credentials: Credentials
    control: bool = False
    rate: float = 0.0
    heartbeat_seconds: float = 41.25
    max_concurrency: int = 1
    daily_identifies: int = 1000
    identify_seconds: float = 5.0
    member_request_seconds: float = 30.0
    limits: LimitOptions = LimitOptions()

    @property
    def api_url(self) -> str:
        """Return where REST v10 is."""
        return f"{self.base_url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Return where the gateway is."""
        return f"ws{self.base_url.removeprefix('http')}/gateway"

    @property
    def cdn_url(self) -> str:
        """Return where files are."""
        return f"{self.base_url}/cdn"


def default_credentials(seed: int, client_id: int) -> Credentials:
    """Derive an application's secrets from a seed: the same after every restart."""
    source = random.Random(f"credentials {seed}")
    return Credentials(
        client_id=client_id,
        client_secret=base64.urlsafe_b64encode(source.randbytes(24)).decode(),
        bot_token=bot_token(client_id, source),
    )


def bot_token(bot_id: int, source: random.Random) -> str:
    """Make a token of the form `base64(bot_id).x.y`, from which hikari reads the bot's id."""
    first = base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
    second = base64.urlsafe_b64encode(source.randbytes(4)).decode().rstrip("=")
    third = base64.urlsafe_b64encode(source.randbytes(28)).decode().rstrip("=")
    return f"{first}.{second}.{third}"

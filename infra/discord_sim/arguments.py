"""The simulator's command line."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from infra.discord_sim.community.people import application_id
from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.options import Credentials, Options, default_credentials


class Arguments(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for on the command line."""

    host: str
    port: int
    seed: int
    guilds: int
    members: int
    rate: float
    state: Path | None
    log_level: str
    control: bool
    heartbeat_seconds: float
    max_concurrency: int
    daily_identifies: int
    identify_seconds: float
    member_request_seconds: float
    limit_scale: float
    credentials: Credentials

    def options(self, port: int) -> Options:
        """Return the options of a simulator that listens on `port`."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return Options(
            base_url=f"http://{shown}:{port}",
            credentials=self.credentials,
            control=self.control,
            rate=self.rate,
            heartbeat_seconds=self.heartbeat_seconds,
            max_concurrency=self.max_concurrency,
            daily_identifies=self.daily_identifies,
            identify_seconds=self.identify_seconds,
            member_request_seconds=self.member_request_seconds,
            limits=LimitOptions(scale=self.limit_scale),
        )


def parse(argv: Sequence[str] | None = None) -> Arguments:
    """Read the command line; exit with a message where it makes no sense."""
    given = vars(_parser().parse_args(argv))
    usual = default_credentials(given["seed"], given["client_id"] or application_id(given["seed"]))
    credentials = Credentials(
        client_id=usual.client_id,
        client_secret=given.pop("client_secret") or usual.client_secret,
        bot_token=given.pop("bot_token") or usual.bot_token,
        redirect_uris=tuple(given.pop("redirect_uri")),
    )
    del given["client_id"]
    return Arguments(**given, credentials=credentials)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.discord_sim", description="A Discord of your own.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=8787, help="0 takes a free one (default: 8787)")
    add("--seed", type=int, default=1, help="the same seed gives the same people, ids and history")
    add("--guilds", type=_from(1), default=3, help="the last of several is without the bot (default: 3)")
    add("--members", type=_from(5), default=200, help="of the first guild; later ones are smaller (default: 200)")
    add("--rate", type=float, default=0.0, help="messages a minute over all guilds (default: 0)")
    add("--state", type=Path, help="keep the world in this file across restarts")
    add("--control", action="store_true", help="serve the control API under /control, to this machine only")
    add("--client-id", type=int, help="of the application and its bot (default: from the seed)")
    add("--client-secret", help="default: from the seed")
    add("--bot-token", help="default: from the seed")
    add("--redirect-uri", action="append", default=[], help="may be repeated; none: any on this machine")
    add("--heartbeat-seconds", type=float, default=41.25)
    add("--max-concurrency", type=_from(1), default=1)
    add("--daily-identifies", type=_from(1), default=1000)
    add("--identify-seconds", type=float, default=5.0, help="between two identifies (default: 5)")
    add("--member-request-seconds", type=float, default=30.0, help="between two for all members (default: 30)")
    add("--limit-scale", type=float, default=1.0, help="multiplies every REST rate limit (default: 1)")
    add("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    return parser


def _from(smallest: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < smallest:
            raise argparse.ArgumentTypeError(f"at least {smallest}")
        return value

    return number

"""Discord's ports in memory."""

from datetime import timedelta

from shared.adapters.discord_payloads import Grant, Profile, UserGuild
from shared.kernel.errors import AppError, LoginStateError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock

NORA = Profile(id=Snowflake(70), username="nora", global_name="Nora")


class FakeDiscord:
    """Knows one person, who consents to everything; `calls` are what was asked."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.calls: list[str] = []
        self.guilds: list[UserGuild] = []
        self.refusal: type[AppError] | None = None

    def exchange(self, code: str, verifier: str) -> Grant:
        self.calls.append(f"exchange {code}")
        if code != "good" or not verifier:
            raise LoginStateError
        return self._grant()

    def refresh(self, refresh_token: str) -> Grant:
        self.calls.append(f"refresh {refresh_token}")
        if self.refusal:
            raise self.refusal
        return self._grant()

    def revoke(self, refresh_token: str) -> None:
        self.calls.append(f"revoke {refresh_token}")
        if self.refusal:
            raise self.refusal

    def read_profile(self, access_token: str) -> Profile:
        self.calls.append(f"profile {access_token}")
        return NORA

    def list_guilds(self, user_id: Snowflake) -> list[UserGuild]:
        self.calls.append(f"guilds {user_id}")
        if self.refusal:
            raise self.refusal
        return self.guilds

    def _grant(self) -> Grant:
        number = len(self.calls)
        return Grant(
            access_token=f"access-{number}",
            refresh_token=f"refresh-{number}",
            expires_at=self._clock() + timedelta(days=7),
            scope="identify",
        )

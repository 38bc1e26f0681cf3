"""A bot's connect token, sound but for what a test changes."""

from datetime import datetime
from typing import Any

import jwt

from tests.factories.events import BOT
from tests.fakes.clock import NOON

LINK_SECRET = "a secret of the bot and the gateway, for tests"


def a_bot_token(now: datetime = NOON, *, secret: str = LINK_SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """Make a token; a claim that is None is left out."""
    seconds = int(now.timestamp())
    sound: dict[str, Any] = {
        "iss": "guildhall",
        "aud": "gateway",
        "typ": "bot",
        "sub": str(BOT),
        "iat": seconds,
        "exp": seconds + 60,
        "jti": "0123456789abcdef",
    }
    chosen = {name: value for name, value in (sound | claims).items() if value is not None}
    return jwt.encode(chosen, secret, algorithm=algorithm)

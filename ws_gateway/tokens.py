"""What a token on connect makes of a connection."""

from datetime import datetime, timedelta
from typing import Final

import jwt
import msgspec

from shared.kernel.errors import UnauthenticatedError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

BOT_TOKEN_AGE: Final = timedelta(seconds=60)
CLOCK_SKEW: Final = timedelta(seconds=10)  # a worker's clock may be this far ahead of ours
MAX_TOKEN_LENGTH: Final = 2_048

_REQUIRED: Final = ["iss", "aud", "typ", "sub", "iat", "exp", "jti"]


class BotToken(msgspec.Struct, frozen=True, kw_only=True):
    bot_id: Snowflake
    jti: str


def looks_like_bot_token(token: str) -> bool:
    """Tell a JWT from a ticket, which has no dots."""
    return token.count(".") == 2


def read_bot_token(token: str, secret: str, now: datetime) -> BotToken:
    """Verify a bot's connect token; raise `UnauthenticatedError`. The clock is `now`, not the library's own."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            issuer="guildhall",
            audience="gateway",
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        issued_at, expires_at = float(claims["iat"]), float(claims["exp"])
        bot_id = parse_snowflake(claims["sub"])
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise UnauthenticatedError from error
    age = timedelta(seconds=now.timestamp() - issued_at)
    is_young = -CLOCK_SKEW <= age <= BOT_TOKEN_AGE
    is_valid = now.timestamp() < expires_at <= issued_at + BOT_TOKEN_AGE.total_seconds()
    jti = claims["jti"]
    if claims["typ"] != "bot" or not is_young or not is_valid or not (isinstance(jti, str) and 0 < len(jti) <= 64):
        raise UnauthenticatedError
    return BotToken(bot_id=bot_id, jti=jti)

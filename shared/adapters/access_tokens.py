"""Access tokens: JWTs (HS256) that say who calls the API, for minutes."""

from datetime import datetime, timedelta
from typing import Final

import jwt

from shared.kernel.errors import AccessTokenExpiredError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

ISSUER: Final = "guildhall"
AUDIENCE: Final = "api"
KIND: Final = "access"
_ALGORITHM: Final = "HS256"
_OPTIONS: Final[jwt.types.Options] = {
    "require": ["iss", "aud", "typ", "sub", "iat", "exp"],
    "verify_exp": False,  # against the clock that we are given, below
    "verify_iat": False,
}


class AccessTokens:
    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._secret = secret
        self.lifetime = lifetime

    def issue(self, user_id: Snowflake, now: datetime) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "typ": KIND,
            "sub": str(user_id),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def user_of(self, token: str, now: datetime) -> Snowflake:
        """Return whose token it is; raise `AccessTokenExpiredError`, or `UnauthenticatedError` for any other fault."""
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], issuer=ISSUER, audience=AUDIENCE, options=_OPTIONS
            )
            user_id = parse_snowflake(claims["sub"])
        except (jwt.InvalidTokenError, ValueError) as error:
            raise UnauthenticatedError from error
        if claims["typ"] != KIND or not isinstance(claims["exp"], int):
            raise UnauthenticatedError
        if now.timestamp() >= claims["exp"]:
            raise AccessTokenExpiredError
        return user_id

"""Access tokens: JWTs (HS256) that say who calls the API, for minutes."""

from datetime import datetime, timedelta
from typing import Final

import jwt

from shared.kernel.callers import Caller
from shared.kernel.errors import AccessTokenExpiredError, UnauthenticatedError
from shared.kernel.snowflakes import parse_snowflake

ISSUER: Final = "guildhall"
AUDIENCE: Final = "api"
KIND: Final = "access"
LOGIN_ID_LENGTH: Final = 32
_ALGORITHM: Final = "HS256"
_OPTIONS: Final[jwt.types.Options] = {
    "require": ["iss", "aud", "typ", "sub", "iat", "exp", "login"],
    "verify_exp": False,  # against the clock that we are given, below
    "verify_iat": False,
}


class AccessTokens:
    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._secret = secret
        self.lifetime = lifetime

    def issue(self, caller: Caller, now: datetime) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "typ": KIND,
            "sub": str(caller.user_id),
            "login": caller.login_id,
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def caller_of(self, token: str, now: datetime) -> Caller:
        """Return whose token it is; raise `AccessTokenExpiredError`, or `UnauthenticatedError` for any other fault."""
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], issuer=ISSUER, audience=AUDIENCE, options=_OPTIONS
            )
            user_id = parse_snowflake(claims["sub"])
        except (jwt.InvalidTokenError, ValueError) as error:
            raise UnauthenticatedError from error
        login_id = claims["login"]
        if claims["typ"] != KIND or not isinstance(claims["exp"], int) or not _is_login_id(login_id):
            raise UnauthenticatedError
        if now.timestamp() >= claims["exp"]:
            raise AccessTokenExpiredError
        return Caller(user_id=user_id, login_id=login_id)


def _is_login_id(claim: object) -> bool:
    return isinstance(claim, str) and len(claim) == LOGIN_ID_LENGTH and claim.isalnum()

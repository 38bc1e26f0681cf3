"""The token that a bot shows when it connects: minted for this one connect."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import jwt

LIFETIME: Final = timedelta(seconds=60)


def mint_link_token(bot_id: int, secret: str, *, now: datetime, token_id: UUID) -> str:
    """Sign a connect token (HS256) that the gateway's authorizer takes once, within a minute."""
    claims = {
        "iss": "guildhall",
        "aud": "gateway",
        "typ": "bot",
        "sub": str(bot_id),
        "iat": now,
        "exp": now + LIFETIME,
        "jti": str(token_id),
    }
    return jwt.encode(claims, secret, algorithm="HS256")

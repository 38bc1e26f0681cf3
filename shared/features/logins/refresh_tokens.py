"""Refresh tokens as texts: `<login id>.<256 bits>.<signature>`. Pure: randomness comes in."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from shared.kernel.errors import RefreshRejectedError


class RefreshTokens:
    """Makes and recognises refresh tokens: a forged one is told by its signature, before anything is read."""

    def __init__(self, secret: str) -> None:
        self._signing_key = _mac(secret.encode(), "sign")
        self._successor_key = _mac(secret.encode(), "successor")

    def first(self, login_id: str, entropy: bytes) -> str:
        """Make a login's first token from 32 random bytes."""
        return self._signed(login_id, _text(entropy))

    def after(self, token: str, salt: str) -> str:
        """Return the token that follows: always the same one, and no other can be told without our secret."""
        login_id, secret, _ = token.split(".")
        return self._signed(login_id, _text(_mac(self._successor_key, f"{login_id}.{secret}.{salt}")))

    def login_id_of(self, token: str) -> str:
        """Return which login the token belongs to; raise `RefreshRejectedError` unless we made it."""
        signed, _, signature = token.rpartition(".")
        well_formed = token.isascii() and signed.count(".") == 1
        if not well_formed or not hmac.compare_digest(self._signature(signed), signature):
            raise RefreshRejectedError
        return signed.partition(".")[0]

    def _signed(self, login_id: str, secret: str) -> str:
        signed = f"{login_id}.{secret}"
        return f"{signed}.{self._signature(signed)}"

    def _signature(self, signed: str) -> str:
        return _text(_mac(self._signing_key, signed))


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")

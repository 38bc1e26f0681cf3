"""Proof key for code exchange (RFC 7636)."""

import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum
from hashlib import sha256

import msgspec


class Method(StrEnum):
    """How the challenge was made from the verifier."""

    PLAIN = "plain"
    S256 = "S256"


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What the application showed at the start, to be matched by a verifier at the end."""

    text: str
    method: Method

    def is_met_by(self, verifier: str) -> bool:
        """Tell whether the verifier belongs to this challenge."""
        shown = verifier
        if self.method is Method.S256:
            shown = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return bool(verifier) and hmac.compare_digest(shown.encode(), self.text.encode())

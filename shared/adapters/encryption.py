"""Encryption at rest: AES-256-GCM, bound to its owner, as `<key id>:<iv>:<auth tag>:<encrypted>` (base64url)."""

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.errors import SealBrokenError

IV_BYTES: Final = 12  # NIST SP 800-38D: 96 bits, random
TAG_BYTES: Final = 16


class Encryption:
    """Seals and opens with keys of 32 bytes: the first one seals, and every one opens what it sealed."""

    def __init__(self, key: bytes, *retired_keys: bytes, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._key_id = key_id(key)
        self._ciphers = {key_id(each): AESGCM(each) for each in (key, *retired_keys)}
        self._random_bytes = random_bytes

    def seal(self, plain: bytes, owner: str) -> str:
        """Encrypt; only who names the same `owner` (the associated data) can open it."""
        iv = self._random_bytes(IV_BYTES)
        sealed = self._ciphers[self._key_id].encrypt(iv, plain, owner.encode())
        return ":".join((self._key_id, _text(iv), _text(sealed[-TAG_BYTES:]), _text(sealed[:-TAG_BYTES])))

    def open(self, sealed: str, owner: str) -> bytes:
        """Decrypt; raise `SealBrokenError` on an unknown key, another owner or changed bytes."""
        try:
            used_key_id, iv, tag, encrypted = sealed.split(":")
            return self._ciphers[used_key_id].decrypt(_bytes(iv), _bytes(encrypted) + _bytes(tag), owner.encode())
        except (ValueError, KeyError, binascii.Error, InvalidTag) as error:
            raise SealBrokenError from error

    def is_latest(self, sealed: str) -> bool:
        """Whether the key that seals now has sealed this."""
        return sealed.partition(":")[0] == self._key_id


def key_id(key: bytes) -> str:
    """Name a key without telling anything of it."""
    return sha256(b"guildhall key id\0" + key).hexdigest()[:8]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

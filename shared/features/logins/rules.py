"""What a login decides, without I/O."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from string import hexdigits
from typing import Final

import msgspec

from shared.adapters.discord_payloads import Profile
from shared.features.logins.model import Login, LoginEntry, Rotation, User

HOME: Final = "/"
GRACE: Final = timedelta(seconds=10)
_MAX_ROTATIONS: Final = 8
_NONCE_LENGTH: Final = 64


class Verdict(StrEnum):
    """What to make of a refresh token."""

    ROTATE = "rotate"  # it is the latest
    REPEAT = "repeat"  # replaced a moment ago: another tab, or an answer that got lost
    REUSE = "reuse"  # replaced long ago: somebody has a copy
    ENDED = "ended"


def judge(login: Login, token_hash: str, now: datetime) -> Verdict:
    if not is_running(login, now):
        return Verdict.ENDED
    if compare_digest(token_hash, login.token_hash):
        return Verdict.ROTATE
    recent = any(
        compare_digest(each.token_hash, token_hash) and now - each.rotated_at <= GRACE for each in login.rotations
    )
    return Verdict.REPEAT if recent else Verdict.REUSE


def rotated(login: Login, token_hash: str, salt: str, now: datetime, lifetime: timedelta) -> Login:
    """Return the login with its next token; rotations too old to matter are forgotten."""
    recent = [each for each in login.rotations if now - each.rotated_at <= GRACE][-(_MAX_ROTATIONS - 1) :]
    replaced = Rotation(token_hash=login.token_hash, salt=salt, rotated_at=now)
    return msgspec.structs.replace(
        login, token_hash=token_hash, expires_at=now + lifetime, last_used_at=now, rotations=(*recent, replaced)
    )


def is_running(login: Login, now: datetime) -> bool:
    return login.revoked_at is None and login.expires_at > now


def entry_of(login: Login, current_login_id: str) -> LoginEntry:
    """Describe a login to its user."""
    return LoginEntry(
        login_id=login.login_id,
        device=login.device,
        created_at=login.created_at,
        last_used_at=login.last_used_at,
        current=login.login_id == current_login_id,
    )


def salts_after(login: Login, token_hash: str) -> list[str]:
    """Return the salts that lead from a recent token to the latest."""
    hashes = [each.token_hash for each in login.rotations]
    return [each.salt for each in login.rotations[hashes.index(token_hash) :]]


def page_to_return_to(wanted: str | None) -> str:
    """Return the path if it is one on our own site, in no reading that a browser might have of it another's."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return HOME
    harmless = wanted.isascii() and wanted.isprintable() and not {"\\", " "} & set(wanted)
    return wanted if harmless else HOME


def is_nonce(text: str | None) -> bool:
    return text is not None and len(text) == _NONCE_LENGTH and set(text) <= set(hexdigits)


def browser_of(nonce: str) -> str:
    """Return what we keep of a browser's nonce."""
    return sha256(nonce.encode()).hexdigest()


def challenge_of(verifier: str) -> str:
    """Return PKCE's S256 challenge (RFC 7636, 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode("ascii")


def user_of(profile: Profile, cdn_url: str) -> User:
    """Describe a user; one without an image has one of Discord's own (docs/reference#image-formatting)."""
    path = f"avatars/{profile.id}/{profile.avatar}.png?size=128"
    if profile.avatar is None:
        path = f"embed/avatars/{(profile.id >> 22) % 6}.png"
    return User(
        id=profile.id,
        username=profile.username,
        global_name=profile.global_name,
        avatar_url=f"{cdn_url}/{path}",
    )

"""Where evidence is kept apart from its case: messages sealed with their guild's key, files as they were uploaded."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from shared.features.cases.model import Evidence
from shared.features.evidence.model import KeptMessage
from shared.features.evidence.ports import Objects, Vault
from shared.kernel import json
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

DOWNLOAD_LIFETIME: Final = timedelta(minutes=2)
_SEALED: Final = "application/octet-stream"
_MESSAGES: Final = "messages"
_messages: Final = json.Decoder(list[KeptMessage])


class EvidenceArchive:
    """A hash is of the bytes that are stored: of sealed ones it says nothing about what somebody wrote."""

    def __init__(self, objects: Objects, vault: Vault) -> None:
        self._objects = objects
        self._vault = vault

    def keep(self, guild_id: Snowflake, number: int, evidence_id: str, messages: Sequence[KeptMessage]) -> str:
        """Seal messages and store them; return the hash."""
        key = place_of(guild_id, number, evidence_id)
        body = self._vault.seal(guild_id, {_MESSAGES: json.encode(list(messages)).decode()}, key).encode()
        self._objects.put(key, body, _SEALED)
        return sha256(body).hexdigest()

    def open(self, guild_id: Snowflake, number: int, evidence: Evidence) -> tuple[list[KeptMessage], bool]:
        """Return messages, and whether they are what was kept: nothing where they, or the guild's key, were erased."""
        key = place_of(guild_id, number, evidence.id)
        try:
            body = self._objects.read(key)
        except NotFoundError:
            return [], False
        if not compare_digest(sha256(body).hexdigest(), evidence.sha256 or ""):
            return [], False
        text = self._vault.open(guild_id, body.decode(), key).get(_MESSAGES)
        return ([], False) if text is None else (_messages.decode(text), True)

    def link(self, guild_id: Snowflake, number: int, evidence: Evidence) -> str:
        """Return where a file can be got for a short while; raise `NotFoundError` where it is gone."""
        key = place_of(guild_id, number, evidence.id)
        self._objects.look_at(key)
        return self._objects.download_url(key, evidence.title, DOWNLOAD_LIFETIME)

    def erase(self, guild_id: Snowflake, number: int, evidence_id: str) -> None:
        self._objects.delete(place_of(guild_id, number, evidence_id))


def place_of(guild_id: Snowflake, number: int, evidence_id: str) -> str:
    """Name the object of a piece of evidence."""
    return f"kept/{guild_id}/{number}/{evidence_id}"

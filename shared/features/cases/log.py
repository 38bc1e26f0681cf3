"""The log of a guild's cases: one entry for each thing that happened, each sealed to the one before."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import msgspec

from shared.features.cases.changes import CaseChange, Opened
from shared.features.cases.model import Named
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

GENESIS: Final = "0" * 64  # what the first entry of a guild is sealed to

AnyChange = Opened | CaseChange


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says: who did it (None: a clock, or nobody knows), and what."""

    by: Named | None
    change: AnyChange


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is stored.

    `seq` counts a guild's entries from 1. `hash` covers everything but `body`, which it covers by its salted `digest`:
    so a body can be taken out, and the chain still holds. `salt`, `digest`, `prev` and `hash` are hexadecimal.
    """

    guild_id: Snowflake
    seq: int
    number: int
    at: datetime
    actor: Snowflake | None
    what: str
    salt: str
    body: str
    digest: str
    prev: str
    hash: str


_body: Final = json.Decoder(Body)


def read_body(text: str) -> Body:
    return _body.decode(text)


def digest_of(salt: str, body: str) -> str:
    return sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def hash_of(entry: LogEntry) -> str:
    """Return what an entry's `hash` has to be."""
    covered = [entry.guild_id, entry.seq, entry.number, _moment(entry.at), entry.actor, entry.what, entry.digest]
    return sha256(bytes.fromhex(entry.prev) + json.encode(covered)).hexdigest()


def sealed(
    body: Body, *, guild_id: Snowflake, seq: int, number: int, at: datetime, salt: str, prev: str
) -> tuple[LogEntry, Body]:
    """Return the entry that follows `prev`, and its body as it will be read from it."""
    text = json.encode(body).decode()
    entry = LogEntry(
        guild_id=guild_id,
        seq=seq,
        number=number,
        at=at,
        actor=None if body.by is None else body.by.user_id,
        what=tag_of(body.change),
        salt=salt,
        body=text,
        digest=digest_of(salt, text),
        prev=prev,
        hash="",
    )
    return msgspec.structs.replace(entry, hash=hash_of(entry)), read_body(text)


def tag_of(change: AnyChange) -> str:
    return str(type(change).__struct_config__.tag)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")

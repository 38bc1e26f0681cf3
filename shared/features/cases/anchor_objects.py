"""Anchors as objects: all that counts is in their names, so that a list of them reads them all."""

import re
from datetime import datetime
from typing import Final

from shared.adapters.objects import ObjectBucket
from shared.features.cases.verification import Anchor
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

_NAME: Final = re.compile(r"cases/[0-9]+/([0-9]{12})-([0-9a-f]{64})\.json")


class AnchorObjects:
    def __init__(self, bucket: ObjectBucket) -> None:
        self._bucket = bucket

    def keep(self, anchor: Anchor, at: datetime) -> None:
        name = f"{_folder(anchor.guild_id)}{anchor.seq:012d}-{anchor.hash}.json"
        body = {"guild_id": str(anchor.guild_id), "seq": anchor.seq, "hash": anchor.hash, "at": at.isoformat()}
        self._bucket.put(name, json.encode(body), "application/json")

    def of_guild(self, guild_id: Snowflake) -> list[Anchor]:
        """Return those that somebody hid behind a deletion, too: the bucket keeps every version."""
        found = (_NAME.fullmatch(name) for name in self._bucket.names_ever(_folder(guild_id)))
        return [Anchor(guild_id=guild_id, seq=int(match[1]), hash=match[2]) for match in found if match]


def _folder(guild_id: Snowflake) -> str:
    return f"cases/{guild_id}/"

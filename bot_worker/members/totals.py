"""How many members a filter finds: counted once for all pages, as long as nobody comes, goes or changes."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from msgspec.structs import replace

from shared.kernel import json
from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberSort

CAPACITY: Final = 200


class Totals:
    """Who is in a timeout depends on the time as well: that is counted anew."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, bytes], int] = OrderedDict()

    def find(self, query: QueryMembers) -> int | None:
        return self._known.get(_key(query))

    def keep(self, query: QueryMembers, total: int) -> None:
        if query.timed_out is not None:
            return
        self._known[_key(query)] = total
        if len(self._known) > CAPACITY:
            self._known.popitem(last=False)

    def forget(self, guild_ids: Collection[int]) -> None:
        for key in [key for key in self._known if key[0] in guild_ids]:
            del self._known[key]


def _key(query: QueryMembers) -> tuple[int, bytes]:
    return query.guild_id, json.encode(replace(query, cursor="", sort=MemberSort.NAME, limit=1))

"""From rows to a page that fits into one frame."""

from collections.abc import Sequence
from typing import Final

from bot_worker.members.cursors import Place, cursor_of
from bot_worker.members.rows import size_of
from shared.kernel.member_lists import MemberPage, MemberProfile, MemberSort

MAX_BYTES: Final = 24 * 1024  # with the command's answer around it, less than a frame's 32 KiB


def page_of(
    members: Sequence[MemberProfile], keys: Sequence[int | str], sort: MemberSort, limit: int, total: int
) -> MemberPage:
    """Put a page together of members in order, of which one more than `limit` says that there is a next page."""
    items: list[MemberProfile] = []
    room = MAX_BYTES
    for member in members[:limit]:
        room -= size_of(member) + 1
        if room < 0:
            break
        items.append(member)
    if not items or len(items) == len(members):
        return MemberPage(items=items, total=total)
    cursor = cursor_of(Place(sort, keys[len(items) - 1], int(items[-1].user_id)))
    return MemberPage(items=items, total=total, next_cursor=cursor)

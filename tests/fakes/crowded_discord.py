"""The small Discord with a crowd: bulk bans, lists of bans, and channels whose messages are read and deleted."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from shared.kernel.snowflakes import created_at, snowflake_at
from tests.factories.snapshots import GUILD
from tests.fakes.small_discord import DONE, Handler, SmallDiscord

_C: Final = r"/channels/(\d+)/messages"
_MAX_AGE: Final = timedelta(days=14)


class CrowdedDiscord(SmallDiscord):
    """`messages` by channel and id, as Discord's JSON has them; `untouchable` users are never banned.

    `room` is how many users who are no members may still be banned.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.messages: dict[int, dict[int, dict[str, Any]]] = {}
        self.untouchable: set[int] = set()
        self.room = 1_000

    def say(self, channel_id: int, author_id: int, content: str, *, at: datetime, **more: Any) -> int:
        """Return the new message's id."""
        of_channel = self.messages.setdefault(channel_id, {})
        message_id = int(snowflake_at(at))
        while any(message_id in others for others in self.messages.values()):
            message_id += 1
        of_channel[message_id] = {
            "id": str(message_id),
            "channel_id": str(channel_id),
            "author": {**self._user(author_id), **more.pop("author", {})},
            "content": content,
            "timestamp": created_at(message_id).isoformat(),
            **more,
        }
        return message_id

    @property
    def _routes(self) -> dict[tuple[str, str], Handler]:
        return {
            **super()._routes,
            ("GET", rf"/guilds/{GUILD}/bans"): self._list_bans,
            ("POST", rf"/guilds/{GUILD}/bulk-ban"): self._bulk_ban,
            ("GET", _C): self._page,
            ("POST", rf"{_C}/bulk-delete"): self._bulk_delete,
            ("DELETE", rf"{_C}/(\d+)"): self._delete,
        }

    def _list_bans(self, _: Any, query: Any, __: str) -> tuple[int, Any]:
        after = int(query.get("after", ["0"])[0])
        found = [self.bans[each] for each in sorted(self.bans) if each > after]
        return 200, found[: int(query["limit"][0])]

    def _ban(self, user_id: int, body: Any, query: Any, reason: str) -> tuple[int, Any]:
        if user_id not in self.users:
            return 404, {"code": 10_013, "message": "Unknown User"}
        if user_id in self.untouchable:
            return 403, {"code": 50_013, "message": "Missing Permissions"}
        if user_id not in self.members and user_id not in self.bans:
            if self.room < 1:
                return 400, {"code": 30_035, "message": "Maximum number of bans for non-guild members"}
            self.room -= 1
        return super()._ban(user_id, body, query, reason)

    def _bulk_ban(self, body: Any, _: Any, reason: str) -> tuple[int, Any]:
        banned: list[str] = []
        failed: list[str] = []
        assert len(body["user_ids"]) <= 200
        for user_id in map(int, body["user_ids"]):
            fine = user_id not in self.bans and self._ban(user_id, {}, {}, reason)[0] == 204
            (banned if fine else failed).append(str(user_id))
        if not banned:
            return 400, {"code": 500_000, "message": "Failed to ban users"}
        return 200, {"banned_users": banned, "failed_users": failed}

    def _page(self, channel_id: int, _: Any, query: Any, __: str) -> tuple[int, Any]:
        before = int(query["before"][0])
        of_channel = self.messages.get(channel_id, {})
        newest = sorted((each for each in of_channel if each < before), reverse=True)
        return 200, [of_channel[each] for each in newest[: int(query["limit"][0])]]

    def _bulk_delete(self, channel_id: int, body: Any, *_: Any) -> tuple[int, Any]:
        ids = [int(each) for each in body["messages"]]
        assert 2 <= len(set(ids)) == len(ids) <= 100
        if min(ids) < snowflake_at(self._clock() - _MAX_AGE):
            return 400, {"code": 50_034, "message": "Too old"}
        self.did.append(f"bulk-delete {channel_id} {len(ids)}")
        for each in ids:
            self.messages[channel_id].pop(each, None)
        return DONE

    def _delete(self, channel_id: int, message_id: int, *_: Any) -> tuple[int, Any]:
        if self.messages[channel_id].pop(message_id, None) is None:
            return 404, {"code": 10_008, "message": "Unknown Message"}
        self.did.append(f"delete {channel_id} {message_id}")
        return DONE

    def count_of(self, what: str) -> int:
        """Return how often something was done."""
        return sum(re.match(what, each) is not None for each in self.did)

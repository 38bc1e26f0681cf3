"""One guild of Discord behind the transport: it keeps what was done in it, and fails where a test says so."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, unquote

from shared.adapters.discord.limiter.model import Outcome
from shared.adapters.discord.transport import Sent
from tests.factories.snapshots import GUILD

Handler = Callable[..., tuple[int, Any]]
_G: Final = f"/guilds/{GUILD}"
DONE: Final = (204, None)
BOT_ID = "80351110224678901"
GONE_CHANNEL: Final = 404


class SmallDiscord:
    """`members` and `bans` by user id, as Discord's JSON has them; `did` is what was changed, in order.

    `before` and `after` are called around every change; what they raise is raised to whoever asked.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.members: dict[int, dict[str, Any]] = {}
        self.bans: dict[int, dict[str, Any]] = {}
        self.users: dict[int, str] = {}
        self.log: list[dict[str, Any]] = []
        self.did: list[str] = []
        self.letters: dict[int, list[str]] = {}
        self.closed: set[int] = set()
        self.hides_log = False
        self.refuses: str | None = None
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None
        self._nonces: set[str] = set()
        self._clock = clock

    def join(self, user_id: int, name: str, *role_ids: int, **more: Any) -> None:
        self.users[user_id] = name
        self.members[user_id] = {"user": self._user(user_id), "roles": [str(each) for each in role_ids], **more}

    def send(self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        for (verb, pattern), handler in self._routes.items():
            found = re.fullmatch(pattern, path)
            if verb == method and found:
                reason = unquote(headers.get("X-Audit-Log-Reason", ""))
                given = (*map(int, found.groups()), json.loads(body or b"{}"), parse_qs(query), reason)
                return self._answered(method, path, partial(handler, *given))
        raise AssertionError(f"{method} {path}")

    def _answered(self, method: str, path: str, handle: Callable[[], tuple[int, Any]]) -> Sent:
        is_change = method != "GET"
        what = f"{method} {path}"
        if is_change:
            self.before(what)
        if is_change and self.refuses and re.search(self.refuses, what):
            status, answer = 403, {"code": 50013, "message": "Missing Permissions"}
        else:
            status, answer = handle()
        if is_change:
            self.after(what)
        return Sent(status=status, body=json.dumps(answer).encode(), outcome=Outcome(status=status))

    @property
    def _routes(self) -> dict[tuple[str, str], Handler]:
        member, ban = rf"{_G}/members/(\d+)", rf"{_G}/bans/(\d+)"
        return {
            ("GET", member): self._read_member,
            ("PATCH", member): self._edit,
            ("DELETE", member): self._kick,
            ("PUT", rf"{member}/roles/(\d+)"): self._give,
            ("DELETE", rf"{member}/roles/(\d+)"): self._take,
            ("GET", ban): self._read_ban,
            ("PUT", ban): self._ban,
            ("DELETE", ban): self._unban,
            ("GET", r"/users/(\d+)"): self._read_user,
            ("GET", rf"{_G}/audit-logs"): self._read_log,
            ("POST", "/users/@me/channels"): lambda body, *_: (200, {"id": body["recipient_id"]}),
            ("POST", r"/channels/(\d+)/messages"): self._write,
        }

    def _user(self, user_id: int) -> dict[str, Any]:
        return {"id": str(user_id), "username": self.users[user_id]}

    def _read_member(self, user_id: int, *_: Any) -> tuple[int, Any]:
        return (200, self.members[user_id]) if user_id in self.members else _unknown(10_007)

    def _read_ban(self, user_id: int, *_: Any) -> tuple[int, Any]:
        return (200, self.bans[user_id]) if user_id in self.bans else _unknown(10_026)

    def _read_user(self, user_id: int, *_: Any) -> tuple[int, Any]:
        return (200, self._user(user_id)) if user_id in self.users else _unknown(10_013)

    def _read_log(self, _: Any, query: Any, __: str) -> tuple[int, Any]:
        if self.hides_log:
            return 403, {"code": 50013, "message": "Missing Permissions"}
        return 200, {"audit_log_entries": [each for each in self.log if each["target_id"] in query["target_id"]]}

    def _edit(self, user_id: int, body: Any, _: Any, reason: str) -> tuple[int, Any]:
        if user_id not in self.members:
            return _unknown(10_007)
        self.members[user_id] |= body
        return self._done("edit", 24, user_id, reason, (200, self.members[user_id]))

    def _kick(self, user_id: int, _: Any, __: Any, reason: str) -> tuple[int, Any]:
        if self.members.pop(user_id, None) is None:
            return _unknown(10_007)
        return self._done("kick", 20, user_id, reason)

    def _give(self, user_id: int, role_id: int, _: Any, __: Any, reason: str) -> tuple[int, Any]:
        if user_id not in self.members:
            return _unknown(10_007)
        self.members[user_id]["roles"].append(str(role_id))
        return self._done(f"give {role_id}", 25, user_id, reason)

    def _take(self, user_id: int, role_id: int, _: Any, __: Any, reason: str) -> tuple[int, Any]:
        self.members[user_id]["roles"].remove(str(role_id))
        return self._done(f"take {role_id}", 25, user_id, reason)

    def _ban(self, user_id: int, _: Any, __: Any, reason: str) -> tuple[int, Any]:
        if user_id in self.bans:
            return DONE
        self.members.pop(user_id, None)
        self.bans[user_id] = {"user": self._user(user_id), "reason": reason}
        return self._done("ban", 22, user_id, reason)

    def _unban(self, user_id: int, _: Any, __: Any, reason: str) -> tuple[int, Any]:
        if self.bans.pop(user_id, None) is None:
            return _unknown(10_026)
        return self._done("unban", 23, user_id, reason)

    def _write(self, channel_id: int, body: Any, *_: Any) -> tuple[int, Any]:
        if channel_id == GONE_CHANNEL:
            return _unknown(10_003)
        if channel_id in self.closed:
            return 403, {"code": 50007, "message": "Cannot send messages to this user"}
        if body["nonce"] not in self._nonces:
            self._nonces.add(body["nonce"])
            self.letters.setdefault(channel_id, []).append(body["content"])
        author = {"id": "901", "username": "bot"}
        at = self._clock().isoformat()
        return 200, {"id": "5", "channel_id": str(channel_id), "author": author, "timestamp": at}

    def _done(
        self, what: str, logged_as: int, user_id: int, reason: str, answer: tuple[int, Any] = DONE
    ) -> tuple[int, Any]:
        self.did.append(f"{what} {user_id}")
        entry = {"id": str(len(self.did)), "action_type": logged_as, "target_id": str(user_id), "reason": reason}
        entry["user_id"] = BOT_ID
        self.log.insert(0, entry)
        return answer


def _unknown(code: int) -> tuple[int, Any]:
    return 404, {"code": code, "message": "Unknown"}

"""Answers to interactions, sent past discord.py: each is alone with its token, and none waits for another.

discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""

import asyncio
import logging
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

import aiohttp
import msgspec

from bot_worker.slash.payloads import Interaction

log = logging.getLogger(__name__)

FIRST_SECONDS: Final = 2.5  # Discord waits for 3
LATER_SECONDS: Final = 10.0
ATTEMPTS: Final = 3
PAUSE_SECONDS: Final = 0.3
EPHEMERAL: Final = 1 << 6
MOST_LETTERS: Final = 2_000
_ACKNOWLEDGED: Final = 40060
_TOO_MANY: Final = 429

Component = dict[str, Any]


class CallbackType(IntEnum):
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    AUTOCOMPLETE = 8
    MODAL = 9


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says, and the rows of buttons under it."""

    text: str
    components: list[Component] = []


class _Problem(msgspec.Struct, frozen=True):
    code: int = 0
    retry_after: float = 1.0


class Door:
    """Nothing here raises: who cannot be answered any more is logged, without the token."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api_url = api_url

    async def defer(self, interaction: Interaction) -> bool:
        """Say that an answer will come, for nobody else to see; return False where it is not ours to give.

        Another worker may have answered, or it may be too late: then nothing must be done.
        """
        return await self._first(interaction, CallbackType.DEFERRED_MESSAGE, {"flags": EPHEMERAL})

    async def defer_update(self, interaction: Interaction) -> bool:
        """Say that the message with the pressed button will change; return as `defer` does."""
        return await self._first(interaction, CallbackType.DEFERRED_UPDATE, None)

    async def suggest(self, interaction: Interaction, choices: Sequence[tuple[str, str | int]]) -> None:
        listed = [{"name": name[:100], "value": value} for name, value in choices[:25]]
        await self._first(interaction, CallbackType.AUTOCOMPLETE, {"choices": listed})

    async def open_modal(self, interaction: Interaction, modal: dict[str, Any]) -> None:
        await self._first(interaction, CallbackType.MODAL, modal)

    async def show(self, interaction: Interaction, reply: Reply) -> None:
        """Put a reply in the place of what was deferred, or shown before."""
        body = {
            "content": _cut(reply.text),
            "components": reply.components,
            "allowed_mentions": {"parse": []},
        }
        path = f"/webhooks/{interaction.application_id}/{interaction.token}/messages/@original"
        await self._send("PATCH", path, body, LATER_SECONDS)

    async def _first(self, interaction: Interaction, kind: CallbackType, data: object) -> bool:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        body = {"type": int(kind)} | ({} if data is None else {"data": data})
        return await self._send("POST", path, body, FIRST_SECONDS)

    async def _send(self, method: str, path: str, body: object, seconds: float) -> bool:
        why: object = "no answer"
        try:
            async with asyncio.timeout(seconds):
                for attempt in range(ATTEMPTS):
                    status, problem = await self._attempt(method, path, body)
                    if status < 300 or (attempt and problem.code == _ACKNOWLEDGED):
                        return True
                    why = problem.code or status
                    if status < 500 and status != _TOO_MANY:
                        break
                    await asyncio.sleep(problem.retry_after if status == _TOO_MANY else PAUSE_SECONDS)
        except TimeoutError:
            why = "timeout"
        log.warning("interaction.unanswered", extra={"method": method, "reason": why})
        return False

    async def _attempt(self, method: str, path: str, body: object) -> tuple[int, _Problem]:
        """Return the status, 599 for no answer at all."""
        headers = {"Content-Type": "application/json"}
        try:
            async with self._session.request(
                method, f"{self._api_url}{path}", data=msgspec.json.encode(body), headers=headers
            ) as answer:
                return answer.status, _Problem() if answer.status < 300 else _problem(await answer.read())
        except aiohttp.ClientError:
            return 599, _Problem()


def _problem(body: bytes) -> _Problem:
    try:
        return msgspec.json.decode(body, type=_Problem)
    except msgspec.DecodeError:
        return _Problem()


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"

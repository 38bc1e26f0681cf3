"""Direct messages: what was done, to whom it was done, and nobody else."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.resources.messages import Messages, NewMessage
from shared.adapters.discord.resources.users import Users
from shared.features.snapshots.ports import Memory
from shared.kernel.errors import AppError, DiscordNotFoundError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

PATIENCE_SECONDS: Final = 3.0  # what was to be done does not wait for longer
CHANNEL_LIFETIME: Final = timedelta(days=30)  # a channel stays; opening one is what Discord lets a bot do seldom
_ERRAND: Final = Errand(patience_seconds=PATIENCE_SECONDS)

log = logging.getLogger(__name__)


class Letters:
    def __init__(self, client: Callable[[], DiscordClient], memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def send(self, guild_id: Snowflake, user_id: Snowflake, case: int, text: str) -> bool:
        """Write to a user about a case of theirs; return whether they can be reached. Raise nothing of Discord's.

        The same words again within minutes arrive once: that is how long Discord remembers a nonce.
        """
        nonce = blake2b(f"{guild_id}:{case}:{text}".encode(), digest_size=12).hexdigest()
        try:
            self._post(user_id, NewMessage(content=text, nonce=nonce))
        except AppError as error:
            log.info("letter.not_sent", extra={"guild_id": guild_id, "case": case, "code": error.code})
            return False
        return True

    def _post(self, user_id: Snowflake, message: NewMessage) -> None:
        messages = Messages(self._client(), _ERRAND)
        known = self._known_channel(user_id)
        if known is not None:
            with suppress(DiscordNotFoundError):  # it is gone: another is opened
                messages.send(known, message)
                return
        messages.send(self._open_channel(user_id), message)

    def _known_channel(self, user_id: Snowflake) -> Snowflake | None:
        try:
            (known,) = self._memory.get_many([_key(user_id)])
        except StoreUnavailableError:
            return None
        return None if known is None else Snowflake(int(known))

    def _open_channel(self, user_id: Snowflake) -> Snowflake:
        channel_id = Users(self._client(), _ERRAND).direct_channel(user_id).id
        try:
            self._memory.put(_key(user_id), b"%d" % channel_id, CHANNEL_LIFETIME)
        except StoreUnavailableError:
            log.info("letter.channel_not_kept")
        return channel_id


def _key(user_id: Snowflake) -> str:
    return f"direct:{user_id}"

"""Seal the content of messages with a key of their guild, and open it again."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from shared.features.messages.ports import GuildKeys, Sealing
from shared.kernel import json
from shared.kernel.errors import SealBrokenError
from shared.kernel.packing import Codec, compress, decompress
from shared.kernel.short_memory import ShortMemory
from shared.kernel.snowflakes import Snowflake

KEY_BYTES: Final = 32
KEY_LIFETIME: Final = timedelta(seconds=30)  # for so long a function may still use a key that was erased
MAX_KEYS: Final = 10_000

_contents: Final = json.Decoder(dict[str, str])


class ContentVault:
    """Envelope encryption: `master` wraps each guild's own key, `sealing` makes a cipher of an unwrapped one."""

    def __init__(
        self,
        keys: GuildKeys,
        master: Sealing,
        sealing: Callable[[bytes], Sealing],
        clock: Callable[[], datetime],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._keys = keys
        self._master = master
        self._sealing = sealing
        self._random_bytes = random_bytes
        self._ciphers: ShortMemory[Snowflake, Sealing] = ShortMemory(KEY_LIFETIME, MAX_KEYS, clock)

    def seal(self, guild_id: Snowflake, contents: Mapping[str, str], owner: str) -> str:
        """Seal contents by event id; make the guild's key where it has none yet."""
        cipher = self._cipher(guild_id) or self._keep(guild_id, self._create_key(guild_id))
        return cipher.seal(compress(json.encode(contents), Codec.ZLIB), owner)

    def open(self, guild_id: Snowflake, sealed: str, owner: str) -> dict[str, str]:
        """Return contents by event id: none once the guild's key was erased, or replaced after that."""
        cipher = self._cipher(guild_id)
        if cipher is None:
            return {}
        try:
            plain = cipher.open(sealed, owner)
        except SealBrokenError:
            return {}
        return _contents.decode(decompress(plain, Codec.ZLIB))

    def _cipher(self, guild_id: Snowflake) -> Sealing | None:
        if (cipher := self._ciphers.recall(guild_id)) is not None:
            return cipher
        wrapped = self._keys.load(guild_id)
        return self._keep(guild_id, wrapped) if wrapped else None

    def _create_key(self, guild_id: Snowflake) -> str:
        return self._keys.create(guild_id, self._master.seal(self._random_bytes(KEY_BYTES), owner_of_key(guild_id)))

    def _keep(self, guild_id: Snowflake, wrapped: str) -> Sealing:
        cipher = self._sealing(self._master.open(wrapped, owner_of_key(guild_id)))
        self._ciphers.hold(guild_id, cipher)
        return cipher


def owner_of_key(guild_id: Snowflake) -> str:
    """Bind a guild's wrapped key to the guild."""
    return f"guild_key:{guild_id}"

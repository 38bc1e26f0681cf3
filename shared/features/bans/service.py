"""List bans and look them up; they are made and lifted as acts of moderation are."""

from collections.abc import Callable
from typing import Final

from msgspec import structs

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.bans import PAGE, Ban, Bans
from shared.features.bans.model import BanPage, BanView
from shared.features.members.people import person_of
from shared.features.snapshots.rules import require_of_bot
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordNotFoundError, NotFoundError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

MOST_PAGES: Final = 5  # of a thousand, for one answer: a search goes on with the next one


class BanService:
    """All raise what Discord's client does, and need BAN_MEMBERS of the bot."""

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient]) -> None:
        self._scenes = scenes
        self._client = client

    def page(self, guild_id: Snowflake, author_id: Snowflake, *, text: str, after: Snowflake, limit: int) -> BanPage:
        """Return bans whose user or reason has this text in it, or all; `after` is a user id."""
        require_of_bot(self._scenes.of(guild_id, author_id), Permission.BAN_MEMBERS)
        wanted = text.strip().casefold()
        if not wanted:
            found = self._bans.page(guild_id, after=after, limit=limit)
            return _page(found, found[-1].user.id if len(found) == limit else None)
        if not after and wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:20]) <= MAX_SNOWFLAKE:
            return self._of_id(guild_id, Snowflake(int(wanted)), wanted, limit)
        return self._search(guild_id, wanted, after, limit)

    def read(self, guild_id: Snowflake, author_id: Snowflake, user_id: Snowflake) -> BanView:
        """Raise `NotFoundError` for who is not banned."""
        require_of_bot(self._scenes.of(guild_id, author_id), Permission.BAN_MEMBERS)
        return described(self._ban(guild_id, user_id))

    @property
    def _bans(self) -> Bans:
        return Bans(self._client())

    def _ban(self, guild_id: Snowflake, user_id: Snowflake) -> Ban:
        try:
            return self._bans.get(guild_id, user_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("This user is not banned here.") from error

    def _of_id(self, guild_id: Snowflake, user_id: Snowflake, wanted: str, limit: int) -> BanPage:
        try:
            return _page([self._bans.get(guild_id, user_id)], None)
        except DiscordNotFoundError:
            return self._search(guild_id, wanted, Snowflake(0), limit)

    def _search(self, guild_id: Snowflake, wanted: str, after: Snowflake, limit: int) -> BanPage:
        """Look through Discord's pages for as long as is fair to whoever waits."""
        found: list[Ban] = []
        for _ in range(MOST_PAGES):
            page = self._bans.page(guild_id, after=after)
            for ban in page:
                after = ban.user.id
                if _fits(ban, wanted):
                    found.append(ban)
                    if len(found) == limit:
                        return _page(found, after)
            if len(page) < PAGE:
                return _page(found, None)
        return _page(found, after)


def described(ban: Ban) -> BanView:
    return BanView(**structs.asdict(person_of(ban.user)), reason=ban.reason)


def _fits(ban: Ban, wanted: str) -> bool:
    texts = (ban.user.username, ban.user.global_name, ban.reason)
    return any(wanted in text.casefold() for text in texts if text)


def _page(bans: list[Ban], after: Snowflake | None) -> BanPage:
    return BanPage(items=[described(ban) for ban in bans], next_cursor=None if after is None else str(after))

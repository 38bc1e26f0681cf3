"""List, make and lift bans: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable
from typing import Final

from msgspec import structs

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.bans import PAGE, Ban, Bans
from shared.adapters.discord.resources.users import User, Users
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.bans.model import BanPage, BanView, NewBan
from shared.features.members.people import person_of
from shared.features.members.rules import check_removal
from shared.features.snapshots.rules import Scene, require_of_bot
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordNotFoundError, NotFoundError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

MOST_PAGES: Final = 5  # of a thousand, for one answer: a search goes on with the next one
Unchanged = Callable[[BanView], None]


class BanService:
    """All raise what Discord's client does; reading needs BAN_MEMBERS of the bot as well."""

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], changes: GuildChanges) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes

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

    def ban(self, author: Author, user_id: Snowflake, wanted: NewBan) -> BanView:
        """Ban a user, member or not; raise `NotFoundError` for who does not exist, or as `check_removal` does."""
        scene = self._scenes.of(author.guild_id, author.user_id)
        self._check(scene, user_id)
        user = self._user(user_id)
        after: dict[str, object] = {"delete_message_seconds": wanted.delete_message_seconds}
        with self._changes.carried_out(author.intends(ActionKind.BAN, _target(user), after=after)) as errands:
            bans = errands.at(Bans)
            bans.ban(author.guild_id, user_id, delete_message_seconds=wanted.delete_message_seconds)
            return described(bans.get(author.guild_id, user_id))

    def unban(self, author: Author, user_id: Snowflake, unchanged: Unchanged) -> None:
        """Raise `NotFoundError` for who is not banned."""
        require_of_bot(self._scenes.of(author.guild_id, author.user_id), Permission.BAN_MEMBERS)
        ban = self._ban(author.guild_id, user_id)
        unchanged(described(ban))
        before: dict[str, object] = {"reason": ban.reason}
        with self._changes.carried_out(author.intends(ActionKind.UNBAN, _target(ban.user), before=before)) as errands:
            errands.at(Bans).unban(author.guild_id, user_id)

    @property
    def _bans(self) -> Bans:
        return Bans(self._client())

    def _ban(self, guild_id: Snowflake, user_id: Snowflake) -> Ban:
        try:
            return self._bans.get(guild_id, user_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("This user is not banned here.") from error

    def _user(self, user_id: Snowflake) -> User:
        try:
            return Users(self._client()).get(user_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("There is no such user.") from error

    def _check(self, scene: Scene, user_id: Snowflake) -> None:
        """Ranks are of members; a stranger has none."""
        standing = self._scenes.standings(scene.guild_id, [user_id]).get(user_id)
        if standing is None:
            require_of_bot(scene, Permission.BAN_MEMBERS)
        else:
            check_removal(scene, standing, Permission.BAN_MEMBERS)

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


def _target(user: User) -> Target:
    return Target(kind=TargetKind.USER, id=str(user.id), name=user.username)

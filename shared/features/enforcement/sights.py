"""How somebody stands in a guild at the moment when something is to be done to them."""

from collections.abc import Callable

import msgspec

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.bans import Ban, Bans
from shared.adapters.discord.resources.members import Member, Members
from shared.adapters.discord.resources.users import User, Users
from shared.features.cases.model import Named
from shared.features.enforcement.model import AnyAct, BanAct, SoftbanAct, UnbanAct
from shared.features.snapshots.rules import Scene, Who, standing_of
from shared.features.snapshots.service import Scenes
from shared.kernel.authority import GuildMember
from shared.kernel.errors import DiscordNotFoundError, NotFoundError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """`member` is None for who is not in the guild; `ban` is looked for only where an act hangs on it."""

    scene: Scene
    user: User
    member: Member | None = None
    ban: Ban | None = None

    @property
    def standing(self) -> GuildMember | None:
        return None if self.member is None else standing_of(self.member)

    @property
    def named(self) -> Named:
        return Named(user_id=self.user.id, name=self.user.username)


class Sights:
    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient]) -> None:
        self._scenes = scenes
        self._client = client

    def of(self, guild_id: Snowflake, author_id: Snowflake, act: AnyAct) -> Sight:
        """Ask Discord how the act's user stands; raise `NotFoundError` for who does not exist."""
        scene = self._scenes.of(guild_id, author_id)
        if not isinstance(act, UnbanAct):
            member = self.member(guild_id, act.user_id)
            if member is not None:
                return Sight(scene=scene, user=member.user, member=member)
        ban = self._ban(scene, act)
        return Sight(scene=scene, user=ban.user if ban else self._user(act.user_id), ban=ban)

    def member(self, guild_id: Snowflake, user_id: Snowflake) -> Member | None:
        try:
            return Members(self._client()).get(guild_id, user_id)
        except DiscordNotFoundError:
            return None

    def _ban(self, scene: Scene, act: AnyAct) -> Ban | None:
        """Without the bot's permission nobody knows, and the rules say so."""
        if not isinstance(act, BanAct | SoftbanAct | UnbanAct):
            return None
        if Permission.BAN_MEMBERS not in scene.permissions(Who.BOT):
            return None
        try:
            return Bans(self._client()).get(scene.guild_id, act.user_id)
        except DiscordNotFoundError:
            return None

    def _user(self, user_id: Snowflake) -> User:
        try:
            return Users(self._client()).get(user_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("There is no such user.") from error

"""The ports of access in memory."""

from collections.abc import Collection, Iterable

from shared.adapters.discord_payloads import UserGuild
from shared.features.access.settings import AccessSettings
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake


class FakeUserGuilds:
    """What Discord says of every user."""

    def __init__(self) -> None:
        self.guilds: list[UserGuild] = []
        self.forgotten: list[Snowflake] = []
        self.refusal: type[AppError] | None = None

    def everywhere(self, user_id: Snowflake) -> list[UserGuild]:
        del user_id
        if self.refusal:
            raise self.refusal
        return self.guilds

    def forget(self, user_id: Snowflake) -> None:
        self.forgotten.append(user_id)


class FakeBots:
    """A bot that counts how often it is asked; with a `refusal` it answers nothing else."""

    def __init__(self) -> None:
        self.members: dict[Snowflake, MemberView] = {}
        self.refusal: type[AppError] | None = None
        self.asked: list[Snowflake] = []

    def member(self, bot_id: Snowflake, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        del bot_id, guild_id
        self.asked.append(user_id)
        if self.refusal:
            raise self.refusal
        return self.members.get(user_id, MemberView(member=False))

    def roles(self, bot_id: Snowflake, guild_id: Snowflake) -> list[RoleView]:
        del bot_id, guild_id
        return []


class FakeGrants:
    def __init__(self) -> None:
        self.settings: dict[Snowflake, AccessSettings] = {}

    def of(self, guild_ids: Collection[Snowflake]) -> dict[Snowflake, AccessSettings]:
        return {guild_id: self.settings.get(guild_id, AccessSettings()) for guild_id in guild_ids}


class FakeFollowers:
    def __init__(self) -> None:
        self.ended: list[tuple[Snowflake, set[Snowflake]]] = []
        self.asked_anew: list[Snowflake] = []

    def end(self, guild_id: Snowflake, user_ids: Iterable[Snowflake]) -> None:
        self.ended.append((guild_id, set(user_ids)))

    def ask_anew(self, guild_id: Snowflake) -> None:
        self.asked_anew.append(guild_id)

"""From Discord's roles to ours."""

from msgspec import structs

from shared.adapters.discord.resources.roles import Role
from shared.features.roles.model import DiscordRole, DiscordRoles, ListedRole
from shared.features.roles.rules import check_change
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import ForbiddenError


def described(role: Role) -> DiscordRole:
    return DiscordRole(
        id=role.id,
        name=role.name,
        color=role.color,
        hoist=role.hoist,
        mentionable=role.mentionable,
        managed=role.managed,
        position=role.position,
        permissions=str(int(role.permissions)),
        unicode_emoji=role.unicode_emoji,
        bot_id=None if role.tags is None else role.tags.bot_id,
    )


def listed(scene: Scene) -> DiscordRoles:
    """Return the guild's roles, each with whether the person could change it."""
    highest_first = sorted(scene.snapshot.guild.roles, key=_rank, reverse=True)
    ordered = [*(each for each in highest_first if each.id != scene.guild_id), scene.role(scene.guild_id)]
    items = [ListedRole(**structs.asdict(described(each)), locked=_lock(scene, each)) for each in ordered]
    return DiscordRoles(items=items, next_cursor=None)


def _lock(scene: Scene, role: Role) -> Refusal | None:
    try:
        check_change(scene, role)
    except ForbiddenError as error:
        return refusal_of(error)
    return None


def _rank(role: Role) -> tuple[int, int]:
    return role.position, -role.id

"""Found the whole community: people, application, guilds, who is where as what."""

import random
from datetime import datetime, timedelta

import msgspec

from infra.discord_sim.community import channels, history, roles
from infra.discord_sim.community.channels import Rooms
from infra.discord_sim.community.people import SETTLED, Cast, settle_application, settle_cast, settle_crowd
from infra.discord_sim.community.roles import Ranks
from infra.discord_sim.community.themes import Theme, theme
from infra.discord_sim.world.model import Guild, Member, Presence
from infra.discord_sim.world.world import World

_FOUNDED = SETTLED - timedelta(days=5 * 365)
_FEWEST_MEMBERS = 12


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A founded guild, with what its life needs to know of it."""

    guild_id: int
    theme: Theme
    ranks: Ranks
    rooms: Rooms


class Community(msgspec.Struct, frozen=True, kw_only=True):
    """The founded community."""

    cast: Cast
    bot_id: int
    homes: tuple[Home, ...]


def found(world: World, *, client_id: int, guilds: int, members: int) -> Community:
    """Fill an empty world. The first guild has all `members`, later ones fewer; the last is without the bot."""
    cast = settle_cast(world)
    bot_id = settle_application(world, client_id, cast.owner).bot_id
    crowd = settle_crowd(world, max(0, members - len(cast.ids()) + 1))
    homes = []
    for number in range(guilds):
        without_bot = number > 0 and number == guilds - 1
        homes.append(_found_guild(world, number, cast, None if without_bot else bot_id, crowd))
    return Community(cast=cast, bot_id=bot_id, homes=tuple(homes))


def _found_guild(world: World, number: int, cast: Cast, bot_id: int | None, crowd: list[int]) -> Home:
    source = random.Random(f"{world.seed} guild {number}")
    born = _FOUNDED + timedelta(milliseconds=source.randrange(3 * 365 * 86_400_000))
    about = theme(number)
    guild = Guild(
        id=world.snowflakes.at(born),
        name=about.name,
        owner_id=cast.admin if number == 1 else cast.owner,
        description=about.description,
        icon=f"{source.getrandbits(128):032x}",
        features=["COMMUNITY", "NEWS"],
    )
    ranks = roles.lay_out(world, guild, bot_id, "Guildhall")
    rooms = channels.lay_out(world, guild, ranks, about)
    _settle_staff(guild, cast, ranks, born)
    if bot_id is not None:
        guild.members[bot_id] = Member(user_id=bot_id, joined_at=SETTLED, roles=[ranks.bot] if ranks.bot else [])
        guild.presences[bot_id] = Presence(status="offline")
    size = max(_FEWEST_MEMBERS, len(crowd) // (number + 1))
    _settle_members(world, guild, source, crowd[:size], ranks)
    world.add_guild(guild)
    home = Home(guild_id=guild.id, theme=about, ranks=ranks, rooms=rooms)
    history.write(world, home.guild_id, rooms, about, source)
    history.ban_a_few(world, guild, cast.moderator, source)
    return home


def _settle_staff(guild: Guild, cast: Cast, ranks: Ranks, born: datetime) -> None:
    for days, (user_id, role_ids) in enumerate(
        (
            (cast.owner, [ranks.admin]),
            (cast.admin, [ranks.admin]),
            (cast.moderator, [ranks.moderator, ranks.regular]),
            (cast.member, [ranks.regular]),
        )
    ):
        guild.members[user_id] = Member(user_id=user_id, joined_at=born + timedelta(days=days), roles=role_ids)
        guild.presences[user_id] = Presence()


def _settle_members(world: World, guild: Guild, source: random.Random, crowd: list[int], ranks: Ranks) -> None:
    born = max(member.joined_at for member in guild.members.values() if member.joined_at < SETTLED)
    span = (SETTLED - born).total_seconds()
    for user_id in crowd:
        joined_at = SETTLED - timedelta(seconds=span * source.random() ** 2)
        member = Member(user_id=user_id, joined_at=joined_at, roles=_earned(source, ranks, SETTLED - joined_at))
        if source.random() < 0.08:
            member.nick = f"{world.users[user_id].global_name or world.users[user_id].username}"[:24] + " 🎲"
        guild.members[user_id] = member
        if source.random() < 0.15:
            guild.presences[user_id] = Presence(status=source.choice(("online", "online", "idle", "dnd")))


def _earned(source: random.Random, ranks: Ranks, stayed: timedelta) -> list[int]:
    earned = []
    if source.random() < 0.01:
        earned.append(ranks.helper)
    if stayed > timedelta(days=365) and source.random() < 0.5:
        earned.append(ranks.veteran)
    if stayed > timedelta(days=30) and source.random() < 0.6:
        earned.append(ranks.regular)
    if source.random() < 0.2:
        earned.append(ranks.events)
    return sorted(earned)

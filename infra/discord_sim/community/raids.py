"""A raid: fresh accounts that pour in and post the same rubbish."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from infra.discord_sim.community import names
from infra.discord_sim.world.actions import members, messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import User
from infra.discord_sim.world.world import World

_RUBBISH = (
    "FREE N1TRO for the first 100!! https://disc0rd-gifts.example/claim",
    "@everyone check my bio",
    "JOIN NOW https://example.com/invite/raiders",
    "lol this server is dead " * 8,
    "🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥",
)
_OPEN_ROOMS = 2


def schedule(
    world: World,
    guild_id: int,
    size: int,
    within: timedelta,
    source: random.Random,
    at: Callable[[datetime, Callable[[], None]], None],
) -> list[int]:
    """Make `size` accounts of the last three days and put what they do on the agenda; return their ids."""
    guild = world.guild(guild_id)
    rooms = [one.id for one in guild.channels.values() if one.type is ChannelType.GUILD_TEXT and not one.overwrites]
    raiders = [_raider(world, source, number) for number in range(size)]
    for user_id in raiders:
        joins_at = world.clock.now() + within * source.random()
        at(joins_at, _joining(world, guild_id, user_id))
        for number in range(source.randint(1, 3)):
            room = source.choice(rooms[:_OPEN_ROOMS])
            posts_at = joins_at + timedelta(seconds=source.uniform(1, 3) * (number + 1))
            at(posts_at, _posting(world, user_id, room, source.choice(_RUBBISH)))
    return raiders


def _raider(world: World, source: random.Random, number: int) -> int:
    age = timedelta(hours=source.uniform(1, 72))
    name = names.throwaway(source, number)
    user = User(id=world.snowflakes.at(world.clock.now() - age), username=name.username, locale=name.locale)
    world.users[user.id] = user
    return user.id


def _joining(world: World, guild_id: int, user_id: int) -> Callable[[], None]:
    def join() -> None:
        members.join(world, guild_id, user_id)

    return join


def _posting(world: World, user_id: int, channel_id: int, text: str) -> Callable[[], None]:
    def post() -> None:
        messages.create(world, Actor(user_id=user_id), channel_id, Draft(content=text))

    return post

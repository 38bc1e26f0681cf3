"""Who lives in the community: a few people with a part to play, the application's bot, and the crowd."""

import random
from datetime import UTC, datetime, timedelta

import msgspec

from infra.discord_sim.community import names
from infra.discord_sim.gateway.intents import ALL_PRIVILEGED_FLAGS
from infra.discord_sim.world.model import Application, User
from infra.discord_sim.world.world import World

SETTLED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the seeded past ends: nobody and nothing made from the seed is younger."""

_FIRST_ACCOUNTS = datetime(2015, 6, 1, tzinfo=UTC)


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """The people who can log in, by their part, and one more account without any guild."""

    owner: int
    admin: int
    moderator: int
    member: int
    newcomer: int

    def ids(self) -> frozenset[int]:
        """Return them all."""
        return frozenset(msgspec.structs.astuple(self))


_CAST = (
    ("ada.lindqvist", "Ada", "en-US"),
    ("bruno_tavares", "Bruno Távares", "pt-BR"),
    ("chidi.o", "Chidi", "fr"),
    ("dana_k", "Dana ✨", "en-US"),
    ("elif.yeni", "Elif", "tr"),
)


def application_id(seed: int) -> int:
    """Return the id of the seeded application, which is also its bot's."""
    source = random.Random(f"{seed} application")
    offset = timedelta(milliseconds=source.randrange(10**10))
    return (
        (datetime(2023, 3, 1, tzinfo=UTC) + offset - datetime(2015, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    ) << 22


def settle_cast(world: World) -> Cast:
    """Add the people who can log in; each has an e-mail address."""
    source = random.Random(f"{world.seed} cast")
    ids = [_add_person(world, source, *one) for one in _CAST]
    return Cast(owner=ids[0], admin=ids[1], moderator=ids[2], member=ids[3], newcomer=ids[4])


def settle_application(world: World, client_id: int, owner_id: int) -> Application:
    """Add the application and its bot."""
    bot = User(id=client_id, username="Guildhall", discriminator="0420", bot=True, avatar=f"{client_id:032x}")
    world.users[bot.id] = bot
    application = Application(
        id=client_id,
        name="Guildhall",
        owner_id=owner_id,
        bot_id=client_id,
        description="A control room for your community.",
        flags=ALL_PRIVILEGED_FLAGS,
        verify_key=random.Random(f"{client_id} key").randbytes(32).hex(),
    )
    world.applications[application.id] = application
    return application


def settle_crowd(world: World, count: int) -> list[int]:
    """Add ordinary people, most of them years old, some of last week."""
    source = random.Random(f"{world.seed} crowd")
    return [_add_stranger(world, source, number) for number in range(count)]


def newcomer(world: World, source: random.Random) -> int:
    """Add a person who found their way here just now, with an account of any age."""
    age = timedelta(days=source.expovariate(1 / 500), minutes=5)
    born = max(_FIRST_ACCOUNTS, world.clock.now() - age)
    return _add(world, source, names.invent(source, 100_000 + len(world.users)), born)


def _add_person(world: World, source: random.Random, username: str, shown: str, locale: str) -> int:
    born = _FIRST_ACCOUNTS + timedelta(milliseconds=source.randrange(3 * 365 * 86_400_000))
    user_id = _add(world, source, names.Name(username=username, global_name=shown, locale=locale), born)
    world.users[user_id].email = f"{username}@people.example"
    world.users[user_id].mfa_enabled = True
    return user_id


def _add_stranger(world: World, source: random.Random, number: int) -> int:
    span = (SETTLED - _FIRST_ACCOUNTS).total_seconds()
    age = span * source.random() if source.random() < 0.9 else 7 * 86_400 * source.random()
    return _add(world, source, names.invent(source, number), SETTLED - timedelta(seconds=age))


def _add(world: World, source: random.Random, name: names.Name, born: datetime) -> int:
    user = User(
        id=world.snowflakes.at(born),
        username=name.username,
        global_name=name.global_name,
        locale=name.locale,
        avatar=f"{source.getrandbits(128):032x}" if source.random() < 0.7 else None,
    )
    world.users[user.id] = user
    return user.id

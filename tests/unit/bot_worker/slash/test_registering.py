"""Commands are overwritten where Discord's list is another, by one of many, and never else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot_worker.slash.definitions import COMMANDS, MENUS, needed_for, registered
from bot_worker.slash.handlers import HANDLERS
from bot_worker.slash.registering import are_registered, register
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import commands as registry
from infra.discord_sim.world.actions.commands import CommandDraft
from shared.adapters.discord.payloads import Decoder, encode
from shared.adapters.discord.resources.commands import Command, NewCommand
from shared.features.access.model import GuildPermission
from shared.kernel.snowflakes import Snowflake
from tests.unit.infra.discord_sim.worlds import BOT, a_world

APPLICATION = Snowflake(BOT)
_commands = Decoder(list[Command])


class DiscordsList:
    """What the simulator makes of commands, with Discord's checks."""

    def __init__(self) -> None:
        self.world = a_world()
        self.overwrites = 0

    def of_application(self, application_id: int) -> list[Command]:
        assert application_id == BOT
        shown = [render.application_command(one) for one in self.world.commands.values()]
        return _commands.decode(msgspec.json.encode(shown))

    def overwrite(self, application_id: int, commands: Sequence[NewCommand]) -> list[Command]:
        self.overwrites += 1
        drafts = msgspec.json.decode(encode(commands), type=list[CommandDraft])
        registry.overwrite(self.world, self.world.applications[BOT], None, drafts)
        return self.of_application(application_id)


class Locks:
    @contextmanager
    def hold(self, key: str, *, wait: timedelta) -> Iterator[None]:
        assert key.startswith("lock:")
        assert wait
        yield


@pytest.fixture
def there() -> DiscordsList:
    return DiscordsList()


def registered_by(there: DiscordsList, commands: Sequence[NewCommand] | None = None) -> bool:
    return register(APPLICATION, commands or registered(), there=there, locks=Locks())


def test_discord_takes_all_our_commands_and_has_them_as_they_are_meant(there: DiscordsList) -> None:
    assert registered_by(there)

    assert are_registered(registered(), there.of_application(APPLICATION))
    assert len(there.world.commands) == len(COMMANDS) + len(MENUS)


def test_workers_that_start_later_look_and_overwrite_nothing(there: DiscordsList) -> None:
    registered_by(there)

    assert [registered_by(there) for _ in range(3)] == [False] * 3
    assert there.overwrites == 1


@pytest.mark.parametrize("field", ["description", "options", "default_member_permissions", "name_localizations"])
def test_another_command_is_another_list(there: DiscordsList, field: str) -> None:
    commands = registered()
    registered_by(there)
    changes: dict[str, Any] = {
        "description": "!",
        "options": (),
        "default_member_permissions": None,
        "name_localizations": {},
    }

    changed = [replace(commands[0], **{field: changes[field]}), *commands[1:]]

    assert registered_by(there, changed)
    assert there.overwrites == 2


def test_every_command_has_somebody_who_carries_it_out_and_rights_that_it_needs() -> None:
    paths = {f"{each.name} {part.name}" for each in COMMANDS for part in each.parts}
    paths |= {each.name for each in COMMANDS if not each.parts}

    assert paths == HANDLERS.keys()
    assert all(needed_for(path) for path in paths)
    assert needed_for("role give") == (GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES)
    assert all(each.permissions for each in (*COMMANDS, *MENUS))

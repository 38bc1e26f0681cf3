"""Our own commands: held to Discord's document, and found there as they were sent."""

from bot_worker.slash.definitions import registered
from bot_worker.slash.registering import are_registered
from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.commands import Commands
from tests.contracts.discord_rest.conftest import ERRAND
from tests.fixtures.discord_sim import SimulatorProcess


def test_discord_takes_our_commands_as_they_are_meant(client: DiscordClient, unlimited: SimulatorProcess) -> None:
    commands, application = Commands(client, ERRAND), int(unlimited.client_id)

    commands.overwrite(application, registered())

    assert are_registered(registered(), commands.of_application(application))

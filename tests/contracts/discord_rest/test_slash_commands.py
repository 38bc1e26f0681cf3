"""Our own commands and answers: held to Discord's document, and the commands found there as they were sent."""

from typing import Any

import pytest

from bot_worker.slash.components import confirmation, modal
from bot_worker.slash.definitions import MENUS, registered
from bot_worker.slash.language import Language
from bot_worker.slash.registering import are_registered
from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.commands import Commands
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.contracts.discord_openapi import document
from tests.contracts.discord_openapi.contract import Contract
from tests.contracts.discord_rest.conftest import ERRAND
from tests.fixtures.discord_sim import SimulatorProcess

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
LONGEST = Snowflake(MAX_SNOWFLAKE)


@pytest.fixture(scope="module")
def contract() -> Contract:
    path = document.find()
    if path is None:
        pytest.skip("Discord's OpenAPI document is neither at DISCORD_OPENAPI nor beside the checkout")
    return Contract(document.load(path))


def test_discord_takes_our_commands_as_they_are_meant(client: DiscordClient, unlimited: SimulatorProcess) -> None:
    commands, application = Commands(client, ERRAND), int(unlimited.client_id)

    commands.overwrite(application, registered())

    assert are_registered(registered(), commands.of_application(application))


@pytest.mark.parametrize("language", Language)
def test_modals_are_such_as_discord_opens(contract: Contract, language: Language) -> None:
    menus = {each.text.removeprefix("menu.") for each in MENUS} - {"history"}

    for menu in menus:
        opened = modal(language, menu, LONGEST, LONGEST, LONGEST)
        contract.check_request("POST", CALLBACK, {}, {"type": 9, "data": opened})
        assert len(opened["custom_id"]) <= 100


@pytest.mark.parametrize(
    "body",
    [
        {"type": 5, "data": {"flags": 64}},
        {"type": 6},
        {"type": 8, "data": {"choices": [{"name": "2 hours", "value": "2h"}]}},
        {"type": 8, "data": {"choices": [{"name": "17 · warn", "value": 17}]}},
    ],
)
def test_first_answers_are_such_as_discord_takes(contract: Contract, body: dict[str, Any]) -> None:
    contract.check_request("POST", CALLBACK, {}, body)


@pytest.mark.parametrize("language", Language)
def test_what_is_shown_is_such_as_discord_shows(contract: Contract, language: Language) -> None:
    buttons = confirmation(language, LONGEST)

    contract.check_request(
        "PATCH", ORIGINAL, {}, {"content": "Sure?", "components": buttons, "allowed_mentions": {"parse": []}}
    )

"""What a visitor does on each resource: valid requests on every route, and some that must be refused."""

from collections.abc import Awaitable, Callable
from types import ModuleType

from tests.contracts.discord_openapi.scenarios import (
    automod,
    bans,
    channels,
    commands,
    emojis,
    guilds,
    interactions,
    invites,
    members,
    messages,
    oauth,
    pins,
    reactions,
    roles,
    threads,
    users,
    webhooks,
)
from tests.contracts.discord_openapi.visitor import Visitor

Scenario = Callable[[Visitor], Awaitable[None]]

_MODULES: tuple[ModuleType, ...] = (
    automod,
    bans,
    channels,
    commands,
    emojis,
    guilds,
    interactions,
    invites,
    members,
    messages,
    oauth,
    pins,
    reactions,
    roles,
    threads,
    users,
    webhooks,
)

SCENARIOS: dict[str, Scenario] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in _MODULES
    for name, function in vars(module).items()
    if getattr(function, "__module__", "") == module.__name__ and not name.startswith("_")
}

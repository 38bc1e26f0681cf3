"""The routes, a module for each feature that has any."""

from chalicelib.http.declaration import Route
from chalicelib.routes import (
    access,
    account,
    actions,
    activity,
    events,
    gaps,
    gateway,
    guilds,
    health,
    logins,
    settings,
)

ROUTES: tuple[Route, ...] = tuple(
    route
    for module in (logins, account, guilds, access, events, gaps, activity, actions, gateway, settings, health)
    for route in module.routes.declared
)

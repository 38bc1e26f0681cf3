"""The routes, a module for each feature that has any."""

from chalicelib.http.declaration import Route
from chalicelib.routes import (
    access,
    account,
    actions,
    activity,
    bans,
    channels,
    events,
    explainer,
    gaps,
    gateway,
    guilds,
    health,
    lockdown,
    logins,
    members,
    overwrites,
    roles,
    settings,
    snapshots,
)

ROUTES: tuple[Route, ...] = tuple(
    route
    for module in (
        *(logins, account, guilds, access, events, gaps, activity, actions, gateway, settings, health),
        *(snapshots, channels, overwrites, lockdown, roles, explainer),
        *(members, bans),
    )
    for route in module.routes.declared
)

"""The routes, a module for each feature that has any."""

from chalicelib.http.declaration import Route
from chalicelib.routes import (
    access,
    account,
    actions,
    activity,
    appeals,
    audit_log,
    bans,
    cases,
    channels,
    conversations,
    enforcement,
    events,
    evidence,
    explainer,
    gaps,
    gateway,
    guilds,
    health,
    invites,
    jobs,
    lockdown,
    logins,
    members,
    overwrites,
    roles,
    settings,
    snapshots,
    timers,
    undo,
    webhooks,
)

ROUTES: tuple[Route, ...] = tuple(
    route
    for module in (
        *(logins, account, guilds, access, events, gaps, activity, actions, gateway, settings, health),
        *(snapshots, channels, overwrites, lockdown, roles, explainer),
        *(members, bans, conversations, audit_log, invites, webhooks),
        *(cases, enforcement, jobs, timers, evidence, appeals, undo),
    )
    for route in module.routes.declared
)

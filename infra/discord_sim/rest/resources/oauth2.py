"""OAuth2's token endpoints, and what a token stands for."""

import base64
import binascii
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from infra.discord_sim.oauth import scopes
from infra.discord_sim.oauth.grants import TOKEN_LIFETIME_SECONDS, Grant, GrantError
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.refusals import unauthorized
from infra.discord_sim.rest.routes import Access, Answer, Reply, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.model import Application

routes = Routes()


@routes.post("/oauth2/token", access=Access.CLIENT)
def exchange_token(call: Call) -> Answer:
    """Exchange a code or a refresh token for new tokens; the body is a form, never JSON."""
    form = _form(call)
    application = _client(call, form)
    if application is None:
        return _refusal("invalid_client", status=401)
    try:
        grant = _grant(call, application, form)
    except GrantError as refused:
        return _refusal("invalid_grant", str(refused))
    if grant is None:
        return _refusal("unsupported_grant_type", f"Grant type {form.get('grant_type')} is not supported")
    return _tokens(call, grant)


@routes.post("/oauth2/token/revoke", access=Access.CLIENT)
def revoke_token(call: Call) -> Answer:
    """Revoke a token and its kin; unknown ones are no error."""
    form = _form(call)
    application = _client(call, form)
    if application is None:
        return _refusal("invalid_client", status=401)
    if not form.get("token"):
        return _refusal("invalid_request", 'Missing "token" in request.')
    call.backend.grants.revoke(form["token"], application.id)
    return {}


@routes.get("/oauth2/@me", access=Access.ANYONE_LOGGED_IN)
def get_my_oauth2_authorization(call: Call) -> Answer:
    """Show what a bearer token stands for."""
    grant = call.caller.grant
    if grant is None:
        raise unauthorized()
    application = call.world.applications[grant.application_id]
    payload: dict[str, Any] = {
        "application": _public(application),
        "expires": render.moment(grant.expires_at),
        "scopes": sorted(grant.scopes),
    }
    if "identify" in grant.scopes:
        payload["user"] = render.user(call.world.user(grant.user_id))
    return payload


def _grant(call: Call, application: Application, form: Mapping[str, str]) -> Grant | None:
    grants = call.backend.grants
    if form.get("grant_type") == "authorization_code":
        redirect_uri, verifier = form.get("redirect_uri", ""), form.get("code_verifier", "")
        return grants.redeem(_needed(form, "code"), application.id, redirect_uri, verifier)
    if form.get("grant_type") == "refresh_token":
        return grants.refresh(_needed(form, "refresh_token"), application.id)
    return None


def _needed(form: Mapping[str, str], name: str) -> str:
    if not form.get(name):
        raise GrantError(f'Invalid "{name}" in request.')
    return form[name]


def _tokens(call: Call, grant: Grant) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "token_type": "Bearer",
        "access_token": grant.access_token,
        "expires_in": TOKEN_LIFETIME_SECONDS,
        "refresh_token": grant.refresh_token,
        "scope": scopes.join(grant.scopes),
    }
    if grant.guild_id is not None:
        payload["guild"] = render.guild(call.world, call.world.guild(grant.guild_id))
    return payload


def _form(call: Call) -> Mapping[str, str]:
    return call.body.content if call.body.is_form else {}


def _client(call: Call, form: Mapping[str, str]) -> Application | None:
    """Return the application that proved its secret, by Basic or in the form."""
    client_id, secret = _basic(call.authorization) or (form.get("client_id", ""), form.get("client_secret", ""))
    known = call.backend.simulator.options.credentials
    is_known = client_id == str(known.client_id) and compare_digest(secret.encode(), known.client_secret.encode())
    return call.world.applications[known.client_id] if is_known else None


def _basic(header: str | None) -> tuple[str, str] | None:
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret


def _public(application: Application) -> dict[str, Any]:
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": application.icon,
        "description": application.description,
        "type": None,
        "bot_public": application.bot_public,
        "bot_require_code_grant": application.bot_require_code_grant,
        "verify_key": application.verify_key,
        "flags": application.flags,
        "flags_new": str(application.flags),
    }


def _refusal(code: str, description: str | None = None, *, status: int = 400) -> Reply:
    described = {} if description is None else {"error_description": description}
    return Reply(payload={"error": code, **described}, status=status)

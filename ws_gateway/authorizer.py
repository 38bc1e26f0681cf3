"""The function that decides what a connection is: a bot, a user's browser, or nothing.

A bot's signed token and a browser's ticket are good once. Without Redis nobody gets in: a bot keeps its events in its
spool meanwhile, and comes back.
"""

import logging
from typing import Any, Final

import msgspec

from shared.features.gateway.model import ConnectionKind, TicketHolder
from shared.features.gateway.rules import ticket_key
from shared.features.logins.endings import ended_key
from shared.kernel import json
from shared.kernel.errors import UnauthenticatedError
from shared.kernel.snowflakes import Snowflake
from ws_gateway.entry import told, tracing
from ws_gateway.requests import LambdaEvent, read_context
from ws_gateway.runtime import Runtime, runtime
from ws_gateway.tokens import BOT_TOKEN_AGE, CLOCK_SKEW, MAX_TOKEN_LENGTH, looks_like_bot_token, read_bot_token

log = logging.getLogger(__name__)

_NOBODY: Final = "nobody"
_holder: Final = json.Decoder(TicketHolder)


class _Query(msgspec.Struct, frozen=True, kw_only=True):
    token: str


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection is, and whose; a browser's ends with the login of this id."""

    kind: ConnectionKind
    owner_id: Snowflake
    login_id: str = ""


class _Connect(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    method_arn: str
    query_string_parameters: _Query


def handler(lambda_event: LambdaEvent, context: object) -> dict[str, Any]:
    """Allow or deny `$connect` (a REQUEST authorizer: an IAM policy, and what we learnt as its context)."""
    del context
    with tracing(read_context(lambda_event).request_id):
        try:
            found = identify(json.convert(lambda_event, _Connect).query_string_parameters.token, runtime())
        except Exception as error:  # noqa: BLE001 - an entry point: whatever goes wrong, nobody gets in
            told(error)
            return _policy(lambda_event, "Deny", _NOBODY, {})
        log.info("connection.allowed", extra={"kind": found.kind, "owner_id": found.owner_id})
        return _policy(lambda_event, "Allow", f"{found.kind}#{found.owner_id}", _context(found))


def identify(token: str, run: Runtime) -> Identity:
    """Return whose token this is; raise `UnauthenticatedError` where it is nobody's, was used, or its login ended."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise UnauthenticatedError
    if looks_like_bot_token(token):
        bot = read_bot_token(token, run.config.bot_link_secret, run.now())
        if not run.one_time_store.claim(f"ws:jti:{bot.bot_id}:{bot.jti}", BOT_TOKEN_AGE + 2 * CLOCK_SKEW):
            raise UnauthenticatedError
        return Identity(kind=ConnectionKind.BOT, owner_id=bot.bot_id)
    ticket = run.one_time_store.take(ticket_key(token))
    if ticket is None:
        raise UnauthenticatedError
    holder = _holder.decode(ticket)
    if run.one_time_store.has(ended_key(holder.login_id)):
        raise UnauthenticatedError
    return Identity(kind=ConnectionKind.BROWSER, owner_id=holder.user_id, login_id=holder.login_id)


def _context(found: Identity) -> dict[str, str]:
    if found.kind is ConnectionKind.BOT:
        return {"kind": found.kind.value, "bot_id": str(found.owner_id)}
    return {"kind": found.kind.value, "user_id": str(found.owner_id), "login_id": found.login_id}


def _policy(lambda_event: LambdaEvent, effect: str, principal: str, context: dict[str, str]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": lambda_event.get("methodArn", "*")}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }

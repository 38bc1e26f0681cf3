"""The function behind everything that clients say, but for events: register, subscribe, keep-alive, command results."""

from typing import Final

import msgspec

from shared.features.gateway.model import ConnectionKind
from shared.kernel import json
from shared.kernel.errors import ForbiddenError, InvalidInputError, UnknownActionError
from shared.kernel.wire import CommandResult, KeepAlive, Register, Subscribe, Unsubscribe, Viewing
from ws_gateway import bots, browsers
from ws_gateway.entry import serves_messages
from ws_gateway.limits import count_message
from ws_gateway.requests import Request
from ws_gateway.runtime import Runtime

_OF_BOTS: Final = {"register", "command-result", "keep-alive", "to-backend"}
_OF_BROWSERS: Final = {"subscribe", "unsubscribe", "viewing", "keep-alive"}


class _Action(msgspec.Struct, frozen=True, kw_only=True):
    action: str


_action: Final = json.Decoder(_Action)
_from_bot: Final = json.Decoder[Register | CommandResult | KeepAlive](
    Register | CommandResult | KeepAlive  # type: ignore[arg-type] # a union is no `type` for mypy (PEP 747)
)
_from_browser: Final = json.Decoder[Subscribe | Unsubscribe | Viewing | KeepAlive](
    Subscribe | Unsubscribe | Viewing | KeepAlive  # type: ignore[arg-type] # a union is no `type` for mypy (PEP 747)
)


@serves_messages
def handler(request: Request, run: Runtime) -> None:
    """Do what a message asks. What is for the other kind of client is forbidden, the rest unknown."""
    if request.kind is ConnectionKind.BROWSER:
        count_message(request, run)
    action = _action_of(request)
    theirs, others = _OF_BOTS, _OF_BROWSERS
    if request.kind is ConnectionKind.BROWSER:
        theirs, others = others, theirs
    if action not in theirs:
        raise ForbiddenError if action in others else UnknownActionError
    if request.kind is ConnectionKind.BOT:
        _serve_bot(request, run)
    else:
        _serve_browser(request, run)


def _action_of(request: Request) -> str:
    try:
        return _action.decode(request.body).action
    except InvalidInputError:
        raise UnknownActionError from None


def _serve_bot(request: Request, run: Runtime) -> None:
    message = _from_bot.decode(request.body)
    if isinstance(message, Register):
        bots.register(message, request, run)
    elif isinstance(message, CommandResult):
        bots.bring_result(message, request, run)
    else:
        bots.keep_alive(request, run)


def _serve_browser(request: Request, run: Runtime) -> None:
    message = _from_browser.decode(request.body)
    if isinstance(message, Subscribe):
        browsers.subscribe(message, request, run)
    elif isinstance(message, Unsubscribe):
        browsers.unsubscribe(message, request, run)
    elif isinstance(message, Viewing):
        browsers.view(message, request, run)
    else:
        browsers.keep_alive(request, run)

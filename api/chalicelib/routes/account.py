"""What we hold about the user: a copy of it, and its erasure."""

import msgspec

from chalicelib import cookies
from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from chalicelib.http.replies import Reply
from shared.features.account.model import AccountExport, ErasureReceipt

routes = Routes("account")


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """`confirm` is the user's own name: `username` of /api/auth/me."""

    confirm: str


@routes.route("GET", "/api/auth/me/export", access=Access.LOGIN, pace=Pace.HEAVY)
def export_account(call: Call) -> AccountExport:
    """Return a copy of all that we hold about the user."""
    return call.services.account.export(call.caller)


@routes.route("DELETE", "/api/auth/me", access=Access.LOGIN, pace=Pace.HEAVY)
def erase_account(call: Call, body: Confirmation) -> Reply[ErasureReceipt]:
    """Erase what we hold about the user, end their logins, and give up the permission that Discord gave us."""
    receipt = call.services.account.erase(call.caller, body.confirm)
    return Reply(body=receipt, cookies=(cookies.no_refresh_cookie(call.services.config),))

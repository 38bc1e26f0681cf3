"""The data of events about roles."""

import msgspec

from shared.kernel.commands import RoleView
from shared.kernel.snowflakes import Snowflake


class RoleData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The data of role_create and role_update.

    `rights_changed`: who holds it may do more, or less, than before. `before` and the permissions are known of updates
    only; permissions are decimal texts, as Discord writes them.
    """

    role: RoleView
    rights_changed: bool
    before: RoleView | None = None
    permissions: str | None = None
    permissions_before: str | None = None


class RoleDeleteData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`role` is how it was, where that is known."""

    role_id: Snowflake
    role: RoleView | None = None

"""What is said of a role or a member in a channel."""

import msgspec

from shared.features.actions.authors import Why
from shared.features.channels.model import OverwriteKind
from shared.kernel.permissions import PermissionBits


class OverwriteEdit(msgspec.Struct, frozen=True, kw_only=True):
    """All that the channel is to say of the role or the member; what is in neither number is not said."""

    type: OverwriteKind
    allow: PermissionBits = "0"
    deny: PermissionBits = "0"
    reason: Why | None = None

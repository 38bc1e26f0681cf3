"""What a guild lets its roles do here."""

from typing import Annotated

import msgspec

from shared.features.access.model import GuildPermission
from shared.kernel.snowflakes import Snowflake


class RoleGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What who has this role may do, beside what other roles let them."""

    role_id: Annotated[Snowflake, msgspec.Meta(title="Role")]
    permissions: Annotated[
        list[GuildPermission], msgspec.Meta(min_length=1, max_length=len(GuildPermission), title="May")
    ]


class AccessSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The owner and administrators may do everything without a grant."""

    grants: Annotated[
        list[RoleGrant],
        msgspec.Meta(
            max_length=250,  # a guild has at most so many roles
            title="Roles with access",
            description="What members with a role may do on this page. The owner and administrators may do everything.",
        ),
    ] = []

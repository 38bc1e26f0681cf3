"""Whom is asked about, and what is answered."""

import msgspec

from shared.features.channels.model import ChannelOverwrite
from shared.kernel.explaining import Verdict
from shared.kernel.permissions import PermissionBits
from shared.kernel.snowflakes import Snowflake


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A member, or somebody with just these roles (none: @everyone alone)."""

    user_id: Snowflake | None
    role_ids: list[Snowflake] | None


class ProposedRole(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    permissions: PermissionBits


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A change before it is made, and whom it is looked at for; without a channel, in the guild as a whole.

    `permission_overwrites` are all that the channel would have; `roles` those whose permissions would be others.
    """

    user_id: Snowflake | None = None
    role_ids: list[Snowflake] | None = None
    channel_id: Snowflake | None = None
    permission_overwrites: list[ChannelOverwrite] | None = None
    roles: list[ProposedRole] = []


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict for every permission; in each the last reason decides, those before it are what it overrules."""

    subject: Subject
    channel_id: Snowflake | None
    verdicts: list[Verdict]


class ProposedExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """`verdicts` as they would be, `changed` those of them that would be others than now."""

    subject: Subject
    channel_id: Snowflake | None
    verdicts: list[Verdict]
    changed: list[Verdict]

"""Whether somebody may use a command: by our own rules, from how they are in the guild at this very moment."""

from collections.abc import Iterable
from datetime import datetime

import discord

from bot_worker.known_members import MemberState
from bot_worker.slash.payloads import MemberPayload
from bot_worker.views import member_view
from shared.features.access.model import GuildPermission
from shared.features.access.rules import access_of_member, require, require_all
from shared.features.access.settings import AccessSettings
from shared.kernel.commands import MemberView


def standing(guild: discord.Guild, member: MemberPayload) -> MemberView:
    """Return how whoever uses a command is in the guild, as Discord says with the command."""
    state = MemberState(
        member=True, role_ids=frozenset(member.roles), timed_out_until=member.communication_disabled_until
    )
    return member_view(guild, member.user.id, state)


def check(view: MemberView, settings: AccessSettings, needed: Iterable[GuildPermission], now: datetime) -> None:
    """Raise `GuildForbiddenError` or `PermissionMissingError`."""
    access = access_of_member(view, settings, now)
    require(access, GuildPermission.VIEW)
    require_all(access, needed)

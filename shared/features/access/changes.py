"""Carry out what the bot reported: nobody keeps an access that ended."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from shared.features.access.model import GuildPermission
from shared.features.access.ports import Followers, Grants
from shared.features.access.remembered import RememberedAccess
from shared.features.access.rules import access_of_member
from shared.kernel.effects import ForgetAccess
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


class AccessChanges:
    """`forget_user` forgets what Discord said of a user.

    The bot itself is not asked: it waits for our answer to its report, which therefore says how a member is now. Where
    everybody may be affected, those who follow the guild are let go, and come back to be asked for their access.
    """

    def __init__(
        self,
        remembered: RememberedAccess,
        forget_user: Callable[[Snowflake], None],
        grants: Grants,
        followers: Followers,
        clock: Callable[[], datetime],
    ) -> None:
        self._remembered = remembered
        self._forget_user = forget_user
        self._grants = grants
        self._followers = followers
        self._clock = clock

    def apply(self, effects: Sequence[ForgetAccess]) -> None:
        """Repeating it does no harm. Raise `StoreUnavailableError` where followers cannot be read."""
        self._forget(effects)
        everybody = {effect.guild_id for effect in effects if effect.user_id is None}
        for guild_id in sorted(everybody):
            self._followers.ask_anew(guild_id)
        for guild_id in sorted({effect.guild_id for effect in effects} - everybody):
            if lost := self._without_view(guild_id, effects):
                self._followers.end(guild_id, lost)

    def _forget(self, effects: Sequence[ForgetAccess]) -> None:
        """Without Redis nothing is served from it either, and what it holds ends within 60 s: events go on."""
        try:
            for guild_id, user_id in {(effect.guild_id, effect.user_id) for effect in effects}:
                self._remembered.forget(guild_id, user_id)
                if user_id is not None:
                    self._forget_user(user_id)
        except StoreUnavailableError:
            log.warning("access.not_forgotten")

    def _without_view(self, guild_id: Snowflake, effects: Sequence[ForgetAccess]) -> set[Snowflake]:
        """Return who may not view the guild any more, by what was last reported of each."""
        latest = {
            effect.user_id: effect.member
            for effect in effects
            if effect.guild_id == guild_id and effect.user_id is not None and effect.member is not None
        }
        settings, now = self._grants.of([guild_id])[guild_id], self._clock()
        return {
            user_id
            for user_id, member in latest.items()
            if GuildPermission.VIEW not in access_of_member(member, settings, now).permissions
        }

"""Tells people what was done to them."""

from datetime import datetime
from typing import Final

from shared.features.actions.authors import Author
from shared.features.cases.model import CaseKind
from shared.features.enforcement.letters import Letters
from shared.features.enforcement.model import AnyAct
from shared.features.enforcement.plans import Plan, is_told, kind_of
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.sights import Sight
from shared.features.enforcement.wording import Told, appeals_url, language_of, letter

TOLD_BEFORE: Final = frozenset({CaseKind.KICK, CaseKind.BAN, CaseKind.SOFTBAN})
"""Whom a bot shares no guild with any more, it cannot write to."""


class Notification:
    """`site` is where our pages are."""

    def __init__(self, letters: Letters, site: str) -> None:
        self._letters = letters
        self._site = site

    def tell(self, plan: Plan, settings: EnforcementSettings) -> bool | None:
        """Write to the person; return whether that was possible, None where they are not to be told."""
        text = self.foreseen(plan.act, plan.sight, settings, plan.author, plan.case.expires_at)
        if text is None:
            return None
        return self._letters.send(plan.guild_id, plan.user_id, plan.case.number, text)

    def foreseen(
        self, act: AnyAct, sight: Sight, settings: EnforcementSettings, author: Author, until: datetime | None
    ) -> str | None:
        """Return what they would be told now; `author` is named."""
        if not is_told(act, settings):
            return None
        guild = sight.scene.snapshot.guild
        told = Told(
            kind=kind_of(act),
            guild=guild.name,
            reason=author.reason,
            until=until,
            moderator=author.name or "",
            appeals_url=appeals_url(self._site, guild.id),
        )
        return letter(told, language_of(guild.preferred_locale), settings)

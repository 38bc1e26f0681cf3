"""What is offered while somebody types: durations, reasons, numbers of cases."""

from collections.abc import Sequence
from typing import Final

from bot_worker.slash.durations import suggested
from bot_worker.slash.language import Language
from bot_worker.slash.templates import offered
from bot_worker.slash.texts import say
from bot_worker.slash.use import Use
from shared.features.cases.model import Case, CaseKind
from shared.features.cases.query import CaseQuery
from shared.features.enforcement.model import LONGEST_SANCTION, LONGEST_TIMEOUT
from shared.features.enforcement.settings import FEATURE, EnforcementSettings

MOST: Final = 25  # discord.com/developers/docs/interactions/application-commands#autocomplete
_KINDS: Final = {
    "warn": CaseKind.WARN,
    "timeout": CaseKind.TIMEOUT,
    "untimeout": CaseKind.TIMEOUT_END,
    "kick": CaseKind.KICK,
    "ban": CaseKind.BAN,
    "softban": CaseKind.SOFTBAN,
    "unban": CaseKind.UNBAN,
    "nick": CaseKind.NICK,
    "role give": CaseKind.ROLES_GIVE,
    "role take": CaseKind.ROLES_TAKE,
    "purge": CaseKind.PURGE,
}

Choices = Sequence[tuple[str, str | int]]


async def suggestions(use: Use) -> Choices:
    """Return what fits what was typed so far; nothing for an option that has no suggestions."""
    focused, path = use.given.focused, use.given.path
    if focused is None:
        return []
    typed = "" if focused.value is None else str(focused.value)
    if focused.name == "number":
        return await _numbers(use, typed)
    settings = await use.desk.commands.run(use.desk.settings.read, use.guild_id, FEATURE, EnforcementSettings)
    templates, kind = settings.values.templates, _KINDS.get(path)
    if focused.name == "reason":
        return [*offered(templates, kind, typed)][:MOST]
    longest = LONGEST_TIMEOUT if kind is CaseKind.TIMEOUT else LONGEST_SANCTION
    usual = dict.fromkeys(each.seconds for each in templates if each.kind == kind and each.seconds)
    first = tuple(each for each in usual if each)
    return [*suggested(typed, use.language, longest=longest, first=first)][:MOST]


async def _numbers(use: Use, typed: str) -> Choices:
    text = typed.strip()[:MOST]
    page = await use.desk.commands.run(
        lambda: use.desk.casework.cases.search(use.guild_id, CaseQuery(text=text), None, MOST)
    )
    return [(_shown(case, use.language), case.number) for case in page.items]


def _shown(case: Case, language: Language) -> str:
    parts = [
        str(case.number),
        say(language, f"kind.{case.kind}"),
        case.user.name if case.user else "",
        case.reason or "",
    ]
    return " · ".join(each for each in parts if each)[:100]

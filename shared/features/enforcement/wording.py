"""What people are told of what was done to them, in the guild's language."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from shared.features.cases.model import CaseKind
from shared.features.enforcement.settings import EnforcementSettings
from shared.kernel.snowflakes import Snowflake

LONGEST: Final = 2_000  # discord.com/developers/docs/resources/message#create-message


class Language(StrEnum):
    ENGLISH = "en"
    FRENCH = "fr"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """`{guild}` stands for the guild's name, `{until}` for a moment, `{warns}` and `{days}` for numbers."""

    what: dict[CaseKind, str]
    until: str
    warn_until: str
    reason: str
    moderator: str
    appeal: str
    ladder: str


WORDS: Final = {
    Language.ENGLISH: Words(
        what={
            CaseKind.WARN: "You were warned on **{guild}**.",
            CaseKind.TIMEOUT: "You were timed out on **{guild}**.",
            CaseKind.TIMEOUT_END: "Your timeout on **{guild}** was ended.",
            CaseKind.KICK: "You were kicked from **{guild}**. You may come back.",
            CaseKind.BAN: "You were banned from **{guild}**.",
            CaseKind.SOFTBAN: "You were removed from **{guild}**, with your latest messages. You may come back.",
            CaseKind.UNBAN: "Your ban from **{guild}** was lifted.",
            CaseKind.NICK: "Your nickname on **{guild}** was changed.",
            CaseKind.ROLES_GIVE: "You were given roles on **{guild}**.",
            CaseKind.ROLES_TAKE: "Roles were taken from you on **{guild}**.",
        },
        until="Until: {until}",
        warn_until="It counts until {until}.",
        reason="Reason: {reason}",
        moderator="Moderator: {moderator}",
        appeal="You may appeal here:",
        ladder="Warn ladder: {warns} warns within {days} days",
    ),
    Language.FRENCH: Words(
        what={
            CaseKind.WARN: "Vous avez reçu un avertissement sur **{guild}**.",
            CaseKind.TIMEOUT: "Vous avez été exclu temporairement sur **{guild}**.",
            CaseKind.TIMEOUT_END: "Votre exclusion temporaire sur **{guild}** a pris fin.",
            CaseKind.KICK: "Vous avez été expulsé de **{guild}**. Vous pouvez revenir.",
            CaseKind.BAN: "Vous avez été banni de **{guild}**.",
            CaseKind.SOFTBAN: "Vous avez été retiré de **{guild}**, avec vos derniers messages. Vous pouvez revenir.",
            CaseKind.UNBAN: "Votre bannissement de **{guild}** a été levé.",
            CaseKind.NICK: "Votre pseudo sur **{guild}** a été modifié.",
            CaseKind.ROLES_GIVE: "Des rôles vous ont été donnés sur **{guild}**.",
            CaseKind.ROLES_TAKE: "Des rôles vous ont été retirés sur **{guild}**.",
        },
        until="Jusqu’à : {until}",
        warn_until="Il compte jusqu’à {until}.",
        reason="Raison : {reason}",
        moderator="Modérateur : {moderator}",
        appeal="Vous pouvez faire appel ici :",
        ladder="Échelle d’avertissements : {warns} avertissements en {days} jours",
    ),
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a message speaks of; `appeals_url` is where this guild's appeals are made."""

    kind: CaseKind
    guild: str
    reason: str | None
    until: datetime | None
    moderator: str
    appeals_url: str


def language_of(locale: str) -> Language:
    """Return the language for one of Discord's locales (discord.com/developers/docs/reference#locales)."""
    return Language.FRENCH if locale.partition("-")[0] == Language.FRENCH else Language.ENGLISH


def letter(told: Told, language: Language, settings: EnforcementSettings) -> str:
    """Return the direct message."""
    words = WORDS[language]
    lines = [words.what[told.kind].format(guild=told.guild)]
    if told.reason:
        lines.append(words.reason.format(reason=told.reason))
    if told.until is not None:
        form = words.warn_until if told.kind is CaseKind.WARN else words.until
        lines.append(form.format(until=_moment(told.until)))
    if settings.show_moderator:
        lines.append(words.moderator.format(moderator=told.moderator))
    if settings.appeals and told.kind in settings.appeal_kinds:
        lines.append(f"{settings.appeal_text or words.appeal}\n{told.appeals_url}")
    return "\n".join(lines)[:LONGEST]


def ladder_reason(language: Language, warns: int, days: int) -> str:
    return WORDS[language].ladder.format(warns=warns, days=days)


def appeals_url(site: str, guild_id: Snowflake) -> str:
    return f"{site.rstrip('/')}/appeals/{guild_id}"


def _moment(at: datetime) -> str:
    """Each reader's Discord shows it in their own zone (discord.com/developers/docs/reference#message-formatting)."""
    return f"<t:{int(at.timestamp())}:F>"

"""What a step of the warn ladder has the bot do."""

from shared.features.actions.authors import Author
from shared.features.cases.model import Case
from shared.features.enforcement.model import AnyAct, BanAct, KickAct, SoftbanAct, TimeoutAct
from shared.features.enforcement.settings import Step, StepKind
from shared.features.enforcement.wording import ladder_reason, language_of
from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.snowflakes import Snowflake

NAME = "warn ladder"  # in Discord's audit log and in cases: nobody chose this act but the guild's settings


def author_of(step: Step, warn: Case, snapshot: GuildSnapshot) -> Author:
    """Return the bot, in the ladder's name: what whoever warned may do otherwise is no matter."""
    reason = ladder_reason(language_of(snapshot.guild.preferred_locale), step.warns, step.within_days)
    return Author(user_id=snapshot.bot.user.id, guild_id=warn.guild_id, reason=reason, name=NAME)


def act_of(step: Step, user_id: Snowflake, *, hidden: bool) -> AnyAct:
    """Return the step's act; whether the person is told is as the guild's settings say."""
    match step.kind:
        case StepKind.TIMEOUT:
            return TimeoutAct(user_id=user_id, seconds=step.seconds or 0, hidden=hidden)
        case StepKind.KICK:
            return KickAct(user_id=user_id, hidden=hidden)
        case StepKind.SOFTBAN:
            deletion = step.delete_message_seconds
            return SoftbanAct(user_id=user_id, delete_message_seconds=deletion, hidden=hidden)
        case StepKind.BAN:
            deletion = step.delete_message_seconds
            return BanAct(user_id=user_id, seconds=step.seconds, delete_message_seconds=deletion, hidden=hidden)

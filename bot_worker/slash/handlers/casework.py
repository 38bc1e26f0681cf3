"""Cases, looked at and changed by hand."""

from bot_worker.slash.door import Reply
from bot_worker.slash.given import Misunderstood
from bot_worker.slash.handlers.acting import words_of
from bot_worker.slash.templates import chosen
from bot_worker.slash.use import Use
from shared.features.cases.changes import CaseChange, Deleted, Edited
from shared.features.cases.model import Case, Named
from shared.features.cases.rules import check_not_about
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

SHOWN = 10


async def view_case(use: Use) -> Reply:
    number = _number(use)
    try:
        case = await use.desk.commands.run(use.desk.casework.cases.get, use.guild_id, number)
    except NotFoundError:
        return _no_case(use, number)
    return Reply(text=words_of(use).case(case))


async def edit_case(use: Use) -> Reply:
    reason = use.given.text("reason")
    if reason is None:
        raise Misunderstood("error.reason_missing")
    settings = await use.desk.commands.run(use.desk.settings.read, use.guild_id, FEATURE, EnforcementSettings)
    template = chosen(settings.values.templates, None, reason)
    return await _changed(use, Edited(reason=reason if template is None else template.reason), "case.edited")


async def delete_case(use: Use) -> Reply:
    return await _changed(use, Deleted(), "case.deleted")


async def history(use: Use) -> Reply:
    """Show the latest cases about whom the option names, or the context menu is on."""
    user_id = use.given.id("user") or use.interaction.data.target_id or Snowflake(0)
    known = use.given.resolved.user(user_id)
    user = Named(user_id=user_id, name="?" if known is None else known.username)
    found = await use.desk.commands.run(lambda: use.desk.casework.cases.of_user(use.guild_id, user_id, limit=SHOWN))
    return Reply(text=words_of(use).history(user, found))


async def _changed(use: Use, change: CaseChange, key: str) -> Reply:
    number, words = _number(use), words_of(use)

    def carry_out() -> Case:
        cases = use.desk.casework.cases
        check_not_about(cases.get(use.guild_id, number), use.by.user_id)
        return cases.change(use.guild_id, number, change, use.by, key=use.key)

    try:
        case = await use.desk.commands.run(carry_out)
    except NotFoundError:
        return _no_case(use, number)
    return Reply(text=words.say(key, link=words.link(case.number)))


def _number(use: Use) -> int:
    number = use.given.whole("number")
    if number is None:
        raise Misunderstood("error.invalid_input")
    return number


def _no_case(use: Use, number: int) -> Reply:
    return Reply(text=words_of(use).say("error.not_found.case", number=number))

"""Acts on a person: shown first where they cannot be taken back, then carried out."""

from bot_worker.slash.acts import ACTS, DESTRUCTIVE
from bot_worker.slash.components import confirmation
from bot_worker.slash.door import Reply
from bot_worker.slash.pending import Pending, keep
from bot_worker.slash.replies import Words
from bot_worker.slash.templates import filled_in
from bot_worker.slash.use import Use
from shared.features.cases.model import CaseSource
from shared.features.enforcement.model import ActResult, AnyAct
from shared.features.enforcement.settings import FEATURE, EnforcementSettings


async def act(use: Use) -> Reply:
    """Carry out an act, or ask whether it is meant."""
    wanted = ACTS[use.given.path](use.given)
    templates = await use.desk.commands.run(_settings, use)
    wanted = filled_in(wanted, templates.templates)
    if use.given.path in DESTRUCTIVE and not use.given.yes("confirm"):
        return await _asked(use, wanted)
    return Reply(text=words_of(use).result(wanted, await carried_out(use, wanted, use.key)))


async def carried_out(use: Use, wanted: AnyAct, key: str) -> ActResult:
    """Carry out an act, once for a key; raise what `Enforcement.take` raises."""
    author = use.author(wanted.reason)
    return await use.desk.commands.run(
        lambda: use.desk.casework.enforcement.take(author, wanted, source=CaseSource.COMMAND, key=key)
    )


def words_of(use: Use) -> Words:
    return Words(use.language, use.pages)


async def _asked(use: Use, wanted: AnyAct) -> Reply:
    author = use.author(wanted.reason)
    preview = await use.desk.commands.run(lambda: use.desk.casework.enforcement.preview(author, wanted))
    text = words_of(use).preview(wanted, wanted.user_id, preview)
    if preview.refusals:
        return Reply(text=text)
    await keep(use, Pending(key=use.key, work=wanted))
    return Reply(text=text, components=confirmation(use.language, use.interaction.id))


def _settings(use: Use) -> EnforcementSettings:
    return use.desk.settings.read(use.guild_id, FEATURE, EnforcementSettings).values

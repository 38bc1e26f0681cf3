"""Say what a job would do, before anybody starts it."""

from collections.abc import Callable
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.users import Users
from shared.adapters.threads import in_parallel
from shared.features.actions.authors import Author
from shared.features.jobs.judging import Judge, Judged
from shared.features.jobs.model import BulkPreview, BulkTarget, NewBulk, SkippedTarget
from shared.features.jobs.rules import DUPLICATE, UNKNOWN_USER, goes_together, irreversible, is_undoable, seconds_for
from shared.features.jobs.targets import chosen
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake

MOST_LOOKED_UP: Final = 25  # users who are no members: Discord gives out 30 in 30 s


class BulkPreviews:
    def __init__(self, scenes: Scenes, judge: Judge, client: Callable[[], DiscordClient]) -> None:
        self._scenes = scenes
        self._judge = judge
        self._client = client

    def of(self, author: Author, wanted: NewBulk) -> BulkPreview:
        """Judge everybody; raise `InvalidInputError`, and what the roster and Discord's client raise."""
        those = chosen(wanted)
        scene = self._scenes.of(author.guild_id, author.user_id)
        judged = self._judge.judge(scene, wanted.act, those.user_ids)
        unknown = self._unknown(judged)
        skipped = [_skipped(each, unknown) for each in judged if each.refusal is not None or each.user_id in unknown]
        targets = [each for each in judged if each.refusal is None and each.user_id not in unknown]
        names = {each.user_id: each.name for each in judged}
        return BulkPreview(
            targets=[BulkTarget(user_id=each.user_id, name=each.name) for each in targets],
            skipped=skipped
            + [SkippedTarget(user_id=each, name=names[each], refusal=DUPLICATE) for each in those.repeated],
            unreadable=those.unreadable,
            seconds=seconds_for(wanted.act, len(targets), together=goes_together(scene, wanted.act)),
            undoable=is_undoable(wanted.act),
            irreversible=irreversible(wanted.act),
        )

    def _unknown(self, judged: list[Judged]) -> frozenset[Snowflake]:
        """Return whom there is not, as far as a few are asked about; of others Discord tells when it is done."""
        strangers = [each.user_id for each in judged if each.name is None and each.refusal is None]
        if len(strangers) > MOST_LOOKED_UP:
            return frozenset()
        users = Users(self._client())

        def is_there(user_id: Snowflake) -> bool:
            try:
                users.get(user_id)
            except DiscordNotFoundError:
                return False
            return True

        there = in_parallel(is_there, strangers, pool="strangers")
        return frozenset(user_id for user_id, known in zip(strangers, there, strict=True) if not known)


def _skipped(judged: Judged, unknown: frozenset[Snowflake]) -> SkippedTarget:
    refusal = UNKNOWN_USER if judged.user_id in unknown or judged.refusal is None else judged.refusal
    return SkippedTarget(user_id=judged.user_id, name=judged.name, refusal=refusal)

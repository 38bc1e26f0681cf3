"""Keep our record of the guilds as the bots report them."""

from collections.abc import Sequence

from shared.features.guilds.ports import GuildStore
from shared.features.guilds.rules import latest_of_each, missing_guilds
from shared.kernel.effects import DeactivateGuild, GuildEffect, ReconcileGuilds, UpsertGuild


class GuildEffects:
    """Carries out what events mean for our record. Repeated, or late, it changes nothing that is newer."""

    def __init__(self, store: GuildStore) -> None:
        self._store = store

    def apply(self, effects: Sequence[GuildEffect]) -> None:
        changes: list[UpsertGuild | DeactivateGuild] = []
        for effect in effects:
            changes.extend(self._missing(effect, changes) if isinstance(effect, ReconcileGuilds) else [effect])
        if latest := latest_of_each(changes):
            self._store.write(latest)

    def _missing(
        self, effect: ReconcileGuilds, before: Sequence[UpsertGuild | DeactivateGuild]
    ) -> list[DeactivateGuild]:
        recorded = set(self._store.active_of(effect.bot_id, effect.from_id, effect.to_id))
        not_yet_recorded = {change.guild.id for change in before if isinstance(change, UpsertGuild)}
        return list(missing_guilds(effect, sorted(recorded | not_yet_recorded)))

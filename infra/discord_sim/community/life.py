"""Make the community live: talk, second thoughts, comings and goings, all driven by the world's clock."""

import heapq
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from infra.discord_sim.community import people, raids
from infra.discord_sim.community.founding import Community
from infra.discord_sim.community.talk import Talks
from infra.discord_sim.world.actions import deletions, members, messages, reactions
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.model import Message
from infra.discord_sim.world.world import World

log = logging.getLogger(__name__)

_EDITED = 0.05
_DELETED = 0.02
_LIKED = 0.12
_LIKES = ("👍", "❤️", "😂", "🎉", "👀")
_MESSAGES_PER_JOIN = 40
_MESSAGES_PER_LEAVE = 55


class Life:
    """Schedule what happens, and let it happen when its time has come.

    Everything is drawn from one seeded source in the order of the schedule: with time moved by `advance` the
    history depends on the seed and the moment of the start alone, not on the size of the steps.
    """

    def __init__(self, world: World, community: Community, rate: float) -> None:
        self._world = world
        self._community = community
        self._source = random.Random(f"{world.seed} life")
        self._talks = Talks(world, community, self._source)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = 0
        self._epoch = 0
        self.rate = 0.0
        self.set_rate(rate)

    def set_rate(self, rate: float) -> None:
        """Talk at so many messages a minute from now on, over all guilds; 0 is silence."""
        if rate < 0:
            raise ValueError("a rate is not negative")
        self.rate = rate
        self._epoch += 1
        if rate:
            for what, per_minute in (
                (self._talk, rate),
                (self._join, rate / _MESSAGES_PER_JOIN),
                (self._leave, rate / _MESSAGES_PER_LEAVE),
            ):
                self._again(what, per_minute, self._epoch)

    @property
    def next_at(self) -> datetime | None:
        """Return when something will happen next, None if nothing will."""
        return self._agenda[0][0] if self._agenda else None

    def at(self, moment: datetime, what: Callable[[], None]) -> None:
        """Put something on the agenda; what Discord refuses then simply does not happen."""
        self._number += 1
        heapq.heappush(self._agenda, (moment, self._number, what))

    def run_due(self) -> None:
        """Let everything happen whose time has come."""
        while self._agenda and self._agenda[0][0] <= self._world.clock.now():
            _, _, what = heapq.heappop(self._agenda)
            try:
                what()
            except DiscordError as refusal:
                log.debug("community.refused", extra={"code": refusal.code})

    def advance(self, by: timedelta) -> None:
        """Skip time, with everything that happens in it at its own moment."""
        target = self._world.clock.now() + by
        while self._agenda and self._agenda[0][0] <= target:
            self._world.clock.advance(max(timedelta(), self._agenda[0][0] - self._world.clock.now()))
            self.run_due()
        self._world.clock.advance(max(timedelta(), target - self._world.clock.now()))

    def raid(self, guild_id: int, size: int, seconds: float) -> list[int]:
        """Send raiders; return their ids. They join within `seconds` and post at once."""
        return raids.schedule(self._world, guild_id, size, timedelta(seconds=seconds), self._source, self.at)

    def _again(self, what: Callable[[], None], per_minute: float, epoch: int) -> None:
        wait = timedelta(minutes=self._source.expovariate(per_minute))

        def happen() -> None:
            if epoch != self._epoch:
                return
            self._again(what, per_minute, epoch)
            what()

        self.at(self._world.clock.now() + wait, happen)

    def _talk(self) -> None:
        said = self._talks.say_next()
        if said is None:
            return
        later = self._world.clock.now() + timedelta(seconds=self._source.uniform(3, 40))
        chance = self._source.random()
        for likelihood, what in ((_EDITED, self._edit), (_DELETED, self._delete), (_LIKED, self._like)):
            if 0 <= chance < likelihood:
                self.at(later, partial(what, said))
            chance -= likelihood

    def _delete(self, said: Message) -> None:
        deletions.delete(self._world, Actor(user_id=said.author_id), said.channel_id, said.id)

    def _like(self, said: Message) -> None:
        liker = Actor(user_id=self._source.choice(self._others(said)))
        emoji = reactions.parse(self._source.choice(_LIKES))
        reactions.add(self._world, liker, said.channel_id, said.id, emoji)

    def _others(self, said: Message) -> list[int]:
        present = self._world.guild(said.guild_id or 0).members
        return [each for each in present if each not in (said.author_id, self._community.bot_id)]

    def _edit(self, said: Message) -> None:
        draft = Draft(content=f"{said.content} (edit: typo)", reply_to=said.reference_id, fail_if_not_exists=False)
        messages.edit(self._world, Actor(user_id=said.author_id), said.channel_id, said.id, draft)

    def _join(self) -> None:
        home = self._source.choice(self._community.homes)
        members.join(self._world, home.guild_id, people.newcomer(self._world, self._source))

    def _leave(self) -> None:
        home = self._source.choice(self._community.homes)
        guild = self._world.guild(home.guild_id)
        kept = self._community.cast.ids() | {self._community.bot_id, guild.owner_id}
        leaver = self._source.choice(list(guild.members))
        if leaver not in kept and len(guild.members) > len(kept) * 2:
            members.leave(self._world, guild.id, leaver)

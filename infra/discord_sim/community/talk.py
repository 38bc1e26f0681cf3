"""Conversations under way: start one, go on with one, in the right room and language."""

import random

from infra.discord_sim.community import conversations
from infra.discord_sim.community.conversations import STAFF
from infra.discord_sim.community.founding import Community, Home
from infra.discord_sim.world.actions import messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.model import Message
from infra.discord_sim.world.world import World

_AT_ONCE = 4
_REPLIES = 0.2
_CROWD_SAMPLE = 60


class Talk:
    """One conversation in one channel, and what is still to be said."""

    def __init__(self, channel_id: int, lines: list[tuple[int, str]]) -> None:
        self.channel_id = channel_id
        self.lines = lines
        self.last: Message | None = None


class Talks:
    """All conversations of a community."""

    def __init__(self, world: World, community: Community, source: random.Random) -> None:
        self._world = world
        self._homes = community.homes
        self._bot_id = community.bot_id
        self._source = source
        self._open: list[Talk] = []

    def say_next(self) -> Message | None:
        """Let somebody say the next line somewhere; None if they may not."""
        if len(self._open) < _AT_ONCE and (not self._open or self._source.random() < 0.3):
            self._open.append(self._begin())
        talk = self._source.choice(self._open)
        speaker, text = talk.lines.pop(0)
        if not talk.lines:
            self._open.remove(talk)
        before, reply = talk.last, self._source.random() < _REPLIES
        answered = before.id if reply and before and before.author_id != speaker else None
        draft = Draft(content=text, reply_to=answered, fail_if_not_exists=False)
        try:
            talk.last = messages.create(self._world, Actor(user_id=speaker), talk.channel_id, draft)
        except DiscordError:
            return None  # muted, gone, or the channel is: the others go on without
        return talk.last

    def _begin(self) -> Talk:
        home = self._source.choice(self._homes)
        room, language = self._room(home)
        speakers = self._speakers(home, language)
        return Talk(room, conversations.compose(self._source, language, home.theme, speakers))

    def _room(self, home: Home) -> tuple[int, str]:
        chance = self._source.random()
        if chance < 0.06:
            return home.rooms.staff, STAFF
        if chance < 0.12:
            return home.rooms.thread, "en-US"
        if home.rooms.by_language and chance < 0.45:
            language = self._source.choice(sorted(home.rooms.by_language))
            return home.rooms.by_language[language], language
        return self._source.choice(home.rooms.lobby), "en-US"

    def _speakers(self, home: Home, language: str) -> list[int]:
        guild = self._world.guild(home.guild_id)
        if language == STAFF:
            staff = (home.ranks.admin, home.ranks.moderator)
            named = [each.user_id for each in guild.members.values() if set(staff) & set(each.roles)]
            return named or [guild.owner_id]
        present = [each for each in guild.members if each != self._bot_id]
        sample = self._source.sample(present, min(_CROWD_SAMPLE, len(present)))
        fluent = [each for each in sample if self._world.users[each].locale == language]
        return (fluent + [each for each in sample if each not in fluent])[:4]

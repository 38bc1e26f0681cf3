"""What happened before the simulator was started: old conversations, old bans."""

import random
from datetime import timedelta

from infra.discord_sim.community import conversations, names
from infra.discord_sim.community.channels import Rooms
from infra.discord_sim.community.people import SETTLED
from infra.discord_sim.community.themes import Theme
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import AuditLogEntry, Ban, Guild, Message, User
from infra.discord_sim.world.world import World

_TALKS = 3
_REASONS = ("Spam links", "Harassment in direct messages", "Evading a ban")


def write(world: World, guild_id: int, rooms: Rooms, theme: Theme, source: random.Random) -> None:
    """Fill each room with its last conversations, told to nobody."""
    guild = world.guild(guild_id)
    spoken = {**dict.fromkeys(rooms.lobby, "en-US"), **{room: each for each, room in rooms.by_language.items()}}
    humans = [each for each in guild.members if not world.users[each].bot]
    for room, language in spoken.items():
        moment = SETTLED - timedelta(hours=source.uniform(20, 40))
        for _ in range(_TALKS):
            speakers = source.sample(humans, 4)
            for speaker, text in conversations.compose(source, language, theme, speakers):
                moment += timedelta(seconds=source.uniform(4, 90))
                message = Message(
                    id=world.snowflakes.at(moment), channel_id=room, guild_id=guild_id, author_id=speaker, content=text
                )
                world.add_message(message)
            moment += timedelta(hours=source.uniform(0.5, 4))


def ban_a_few(world: World, guild: Guild, moderator_id: int, source: random.Random) -> None:
    """Leave three banned accounts behind, with their lines in the audit log."""
    for number, reason in enumerate(_REASONS):
        banned_at = SETTLED - timedelta(days=40 - 10 * number)
        name = names.throwaway(source, number)
        user = User(id=world.snowflakes.at(banned_at - timedelta(days=1)), username=name.username)
        world.users[user.id] = user
        guild.bans[user.id] = Ban(user_id=user.id, reason=reason)
        entry = AuditLogEntry(
            id=world.snowflakes.at(banned_at),
            user_id=moderator_id,
            target_id=user.id,
            action_type=AuditLogEvent.MEMBER_BAN_ADD,
            reason=reason,
        )
        guild.audit_log.append(entry)

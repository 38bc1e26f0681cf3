"""Sending, editing and deleting messages."""

from datetime import timedelta

import pytest

from infra.discord_sim.world.actions import deletions, messages
from infra.discord_sim.world.actions.drafts import AllowedMentions, Draft
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.kinds import MessageType
from infra.discord_sim.world.model import Message
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    CHANNEL,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    NOON,
    OWNER,
    STRANGER,
    a_world,
    by,
    names,
    told,
)


def say(world: World, content: str, user_id: int = MEMBER, reply_to: int | None = None) -> Message:
    return messages.create(world, by(user_id), CHANNEL, Draft(content=content, reply_to=reply_to))


def test_a_message_is_told_with_its_author_as_a_member() -> None:
    world = a_world()
    heard = told(world)

    sent = say(world, "hello")

    assert world.channel(CHANNEL).last_message_id == sent.id
    assert [event.channel_id for event in heard] == [CHANNEL]
    assert heard[0].payload["author"]["username"] == "dana"
    assert heard[0].payload["member"]["roles"] == []
    assert "user" not in heard[0].payload["member"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(), 50006),
        (Draft(content="   "), 50006),
        (Draft(content="x" * 2_001), 50035),
        (Draft(embeds=[{"title": "x" * 257}]), 50035),
        (Draft(embeds=[{"description": "x" * 3_001}, {"description": "y" * 3_000}]), 50035),
        (Draft(embeds=[{"title": "x"}] * 11), 50035),
        (Draft(content="x", reply_to=404), 50035),
    ],
)
def test_a_message_beyond_the_limits_is_refused(draft: Draft, code: int) -> None:
    with pytest.raises(DiscordError) as refused:
        messages.create(a_world(), by(OWNER), CHANNEL, draft)

    assert refused.value.code == code


def test_whoever_may_not_speak_does_not() -> None:
    world = a_world()
    world.guild(GUILD).roles[GUILD].permissions &= ~Permission.SEND_MESSAGES

    with pytest.raises(DiscordError) as refused:
        say(world, "hello")

    assert refused.value.code == 50013


def test_a_reply_names_what_it_answers_and_pings_its_author() -> None:
    world = a_world()
    heard = told(world)
    first = say(world, "question?")

    answer = say(world, "answer.", user_id=MODERATOR, reply_to=first.id)

    assert answer.type is MessageType.REPLY
    assert heard[-1].payload["referenced_message"]["content"] == "question?"
    assert [each["id"] for each in heard[-1].payload["mentions"]] == [str(MEMBER)]


def test_only_mentions_that_are_allowed_count() -> None:
    world = a_world()
    world.guild(GUILD).roles[LOW_ROLE].mentionable = True
    text = f"<@{MEMBER}> <@!{STRANGER}> <@&{LOW_ROLE}> @everyone <@404040404040404040>"

    loud = messages.create(world, by(OWNER), CHANNEL, Draft(content=text))
    soft = messages.create(
        world, by(OWNER), CHANNEL, Draft(content=text, allowed_mentions=AllowedMentions(users=(STRANGER,)))
    )
    small = say(world, "@everyone")

    assert (loud.mention_ids, loud.mention_roles, loud.mention_everyone) == ([MEMBER, STRANGER], [LOW_ROLE], True)
    assert (soft.mention_ids, soft.mention_roles, soft.mention_everyone) == ([STRANGER], [], False)
    assert not small.mention_everyone


def test_only_the_author_edits() -> None:
    world = a_world()
    sent = say(world, "teh")

    with pytest.raises(DiscordError) as refused:
        messages.edit(world, by(OWNER), CHANNEL, sent.id, Draft(content="mine"))
    messages.edit(world, by(MEMBER), CHANNEL, sent.id, Draft(content="the"))

    assert refused.value.code == 50005
    assert (sent.content, sent.edited_at) == ("the", NOON)


def test_deleting_anothers_message_is_recorded_and_ones_own_is_not() -> None:
    world = a_world()
    mine, theirs = say(world, "a"), say(world, "b")

    deletions.delete(world, by(MEMBER), CHANNEL, mine.id)
    deletions.delete(world, by(MODERATOR), CHANNEL, theirs.id)

    assert [entry.target_id for entry in world.guild(GUILD).audit_log] == [MEMBER]


def test_deleting_anothers_message_takes_the_right_to() -> None:
    world = a_world()
    theirs = say(world, "a", user_id=MODERATOR)

    with pytest.raises(DiscordError) as refused:
        deletions.delete(world, by(MEMBER), CHANNEL, theirs.id)

    assert refused.value.code == 50013


def test_a_bulk_deletion_is_one_event() -> None:
    world = a_world()
    sent = [say(world, str(number)).id for number in range(3)]
    heard = told(world)

    deletions.bulk_delete(world, by(BOT), CHANNEL, [*sent, sent[-1] + 404])

    assert names(heard) == ["MESSAGE_DELETE_BULK", "GUILD_AUDIT_LOG_ENTRY_CREATE"]
    assert heard[0].payload["ids"] == [str(each) for each in sent]
    assert heard[1].payload["options"] == {"count": "3"}


def test_a_bulk_deletion_is_of_2_to_100_different_young_messages() -> None:
    world = a_world()
    young, old = first_of(NOON), first_of(NOON - timedelta(days=14, minutes=1))
    codes = []

    for message_ids in ([young], list(range(young, young + 101)), [young, young], [old, young]):
        with pytest.raises(DiscordError) as refused:
            deletions.bulk_delete(world, by(BOT), CHANNEL, message_ids)
        codes.append(refused.value.code)

    assert codes == [50016, 50016, 50035, 50034]


def test_slow_mode_makes_people_wait_but_not_moderators_or_bots() -> None:
    world = a_world()
    world.channel(CHANNEL).rate_limit_per_user = 30
    for user_id in (MEMBER, MODERATOR, MODERATOR, BOT, BOT):
        say(world, "first", user_id=user_id)
    world.clock.advance(timedelta(seconds=10))

    with pytest.raises(DiscordError) as refused:
        say(world, "again")
    world.clock.advance(timedelta(seconds=20))
    say(world, "again")

    assert (refused.value.code, refused.value.retry_after) == (20016, 20.0)

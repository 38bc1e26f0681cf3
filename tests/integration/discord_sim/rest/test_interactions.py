"""The clock of interactions: three seconds for the first answer, fifteen minutes for all others."""

from datetime import timedelta

from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.interaction_answers import InteractionType
from infra.discord_sim.world.actions.interactions import Use
from infra.discord_sim.world.model import Interaction
from tests.integration.discord_sim.rest.served import Served
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, MEMBER


def used(served: Served) -> Interaction:
    use = Use(
        application_id=BOT,
        user_id=MEMBER,
        type=InteractionType.APPLICATION_COMMAND,
        data={"id": "1", "name": "ping", "type": 1},
        guild_id=GUILD,
        channel_id=CHANNEL,
    )
    return interactions.start(served.world, use)


def callback(interaction: Interaction) -> str:
    return f"/interactions/{interaction.id}/{interaction.token}/callback"


async def test_an_interaction_reaches_the_bot_alone(served: Served) -> None:
    interaction = used(served)

    event = served.heard[0]
    assert (event.name, event.user_id) == ("INTERACTION_CREATE", BOT)
    assert event.payload["token"] == interaction.token
    assert event.payload["member"]["user"]["id"] == str(MEMBER)


async def test_an_answer_after_three_seconds_finds_no_interaction(served: Served) -> None:
    in_time, late = used(served), used(served)
    served.world.clock.advance(timedelta(seconds=3))
    answered = await served.call("POST", callback(in_time), {"type": 4, "data": {"content": "pong"}}, token=None)
    served.world.clock.advance(timedelta(seconds=1))

    refused = await served.call("POST", callback(late), {"type": 4, "data": {"content": "pong"}}, token=None)

    assert answered.status == 204
    assert (refused.status, refused.body["code"]) == (404, 10062)


async def test_a_token_lives_for_fifteen_minutes(served: Served) -> None:
    interaction = used(served)
    await served.call("POST", callback(interaction), {"type": 5}, token=None)
    path = f"/webhooks/{BOT}/{interaction.token}"

    served.world.clock.advance(timedelta(minutes=14))
    first = await served.call("POST", path, {"content": "done"}, token=None)
    served.world.clock.advance(timedelta(minutes=2))
    late = await served.call("POST", path, {"content": "more"}, token=None)

    assert (first.status, first.body["content"], first.body["flags"]) == (200, "done", 0)
    assert (late.status, late.body["code"]) == (401, 50027)


async def test_an_ephemeral_answer_is_for_nobody_else(served: Served) -> None:
    interaction = used(served)
    served.heard.clear()

    await served.call("POST", callback(interaction), {"type": 4, "data": {"content": "psst", "flags": 64}}, token=None)

    assert served.heard == []
    assert (await served.call("GET", f"/channels/{CHANNEL}/messages")).body == []
    original = await served.call("GET", f"/webhooks/{BOT}/{interaction.token}/messages/@original", token=None)
    assert original.body["content"] == "psst"

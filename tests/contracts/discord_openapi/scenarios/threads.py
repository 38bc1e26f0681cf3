"""Threads and their members."""

from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, MEMBER

_CHANNEL = "/channels/{channel_id}"
_THREADS = f"{_CHANNEL}/threads"
_MEMBERS = f"{_CHANNEL}/thread-members"


async def on_a_message(visitor: Visitor) -> None:
    message = (await visitor.call("POST", f"{_CHANNEL}/messages", CHANNEL, status=200, body={"content": "topic"}))["id"]
    path = f"{_CHANNEL}/messages/{{message_id}}/threads"
    body = {"name": "About that", "auto_archive_duration": 60}
    thread = await visitor.call("POST", path, CHANNEL, message, status=201, body=body)
    assert thread["id"] == message
    await visitor.call("POST", path, CHANNEL, message, status=400, body=body)
    shown = await visitor.call("GET", f"{_CHANNEL}/messages/{{message_id}}", CHANNEL, message, status=200)
    assert shown["thread"]["id"] == message


async def life_of_a_thread(visitor: Visitor) -> None:
    for kind in (11, 12):
        thread = (await visitor.call("POST", _THREADS, CHANNEL, status=201, body={"name": "T", "type": kind}))["id"]
        await visitor.call("POST", f"{_CHANNEL}/messages", thread, status=200, body={"content": "in here"})
        active = await visitor.call("GET", "/guilds/{guild_id}/threads/active", GUILD, status=200)
        assert [each["id"] for each in active["threads"]] == [thread]
        await visitor.call("PATCH", _CHANNEL, thread, status=200, body={"archived": True, "locked": True})
        visibility = "public" if kind == 11 else "private"
        archived = await visitor.call(
            "GET", f"{_THREADS}/archived/{visibility}", CHANNEL, status=200, query={"limit": 2}
        )
        assert [each["id"] for each in archived["threads"]] == [thread]
        await visitor.call("PATCH", _CHANNEL, thread, status=400, body={"name": "late"})
    joined = await visitor.call("GET", f"{_CHANNEL}/users/@me/threads/archived/private", CHANNEL, status=200)
    assert [each["id"] for each in joined["threads"]] == [thread]
    await visitor.call("DELETE", _CHANNEL, thread, status=200)


async def in_a_forum(visitor: Visitor) -> None:
    visitor.world.add_channel(Channel(id=99, type=ChannelType.GUILD_FORUM, name="forum", guild_id=GUILD))
    body = {"name": "Question", "message": {"content": "how?"}}
    thread = await visitor.call("POST", _THREADS, 99, status=201, body=body)
    assert thread["message"]["id"] == thread["id"]
    await visitor.call("POST", _THREADS, 99, status=400, body={"name": "Question"})


async def members(visitor: Visitor) -> None:
    thread = (await visitor.call("POST", _THREADS, CHANNEL, status=201, body={"name": "T", "type": 11}))["id"]
    one = f"{_MEMBERS}/{{user_id}}"
    await visitor.call("PUT", one, thread, MEMBER, status=204)
    listed = await visitor.call("GET", _MEMBERS, thread, status=200, query={"with_member": True, "limit": 100})
    assert {each["user_id"] for each in listed} == {str(MEMBER), str(BOT)}
    await visitor.call("GET", one, thread, MEMBER, status=200, query={"with_member": True})
    await visitor.call("DELETE", one, thread, MEMBER, status=204)
    await visitor.call("GET", one, thread, MEMBER, status=404)
    await visitor.call("DELETE", f"{_MEMBERS}/@me", thread, status=204)
    await visitor.call("PUT", f"{_MEMBERS}/@me", thread, status=204)

"""Who sees and may do what in channels, and what messages carry."""

import io

import aiohttp
import pytest

from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.world.actions import messages, voice
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.kinds import OverwriteType
from infra.discord_sim.world.model import Overwrite, VoiceState
from infra.discord_sim.world.permissions import Permission
from tests.integration.discord_sim.rest.served import TOKEN, Served, serve
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, EVERYBODY_MAY, GUILD, MEMBER

MESSAGES = f"/channels/{CHANNEL}/messages"


def forbid(served: Served, permission: Permission) -> None:
    """Deny the bot something in the channel."""
    overwrite = Overwrite(id=BOT, type=OverwriteType.MEMBER, deny=int(permission))
    served.world.channels[CHANNEL].overwrites = {BOT: overwrite}


@pytest.mark.parametrize(
    ("denied", "method", "path", "body", "code"),
    [
        (Permission.VIEW_CHANNEL, "GET", f"/channels/{CHANNEL}", None, 50001),
        (Permission.VIEW_CHANNEL, "POST", MESSAGES, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, "POST", MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, "POST", MESSAGES, {"embeds": [{"title": "x"}]}, 50013),
        (Permission.READ_MESSAGE_HISTORY, "GET", f"{MESSAGES}/1", None, 50013),
    ],
)
async def test_an_overwrite_takes_away_what_a_role_gives(
    denied: Permission, method: str, path: str, body: object, code: int
) -> None:
    async with serve(permissions=EVERYBODY_MAY | Permission.EMBED_LINKS) as served:
        forbid(served, denied)

        answer = await served.call(method, path, body)

        assert (answer.status, answer.body["code"]) == (403, code)


async def test_without_the_history_there_are_no_messages_to_see() -> None:
    async with serve(permissions=EVERYBODY_MAY) as served:
        await served.call("POST", MESSAGES, {"content": "x"})
        forbid(served, Permission.READ_MESSAGE_HISTORY)

        assert (await served.call("GET", MESSAGES)).body == []


async def test_a_guild_that_the_bot_is_not_in_gives_no_access(served: Served) -> None:
    del served.world.guilds[GUILD].members[BOT]

    outside = await served.call("GET", f"/guilds/{GUILD}")
    nowhere = await served.call("GET", "/guilds/5")

    assert (outside.status, outside.body["code"]) == (403, 50001)
    assert (nowhere.status, nowhere.body["code"]) == (404, 10004)


async def test_embeds_have_6000_characters_in_all(served: Served) -> None:
    fields = [{"name": "n" * 100, "value": "v" * 900}] * 6

    fits = await served.call("POST", MESSAGES, {"embeds": [{"fields": fields}]})
    too_much = await served.call("POST", MESSAGES, {"embeds": [{"title": "x", "fields": fields}]})

    assert fits.status == 200
    assert too_much.body["errors"]["embeds"]["_errors"][0]["code"] == "MAX_EMBED_SIZE_EXCEEDED"


async def test_a_file_is_uploaded_with_its_message_and_served_by_the_cdn(served: Served) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content":"look","attachments":[{"id":0,"description":"a note"}]}')
    form.add_field("files[0]", b"hello", filename="note.txt", content_type="text/plain")

    headers = {"Authorization": f"Bot {TOKEN}"}
    async with served.session.post(f"{served.api_url}{MESSAGES}", data=form, headers=headers) as got:
        message = await got.json()
    attachment = message["attachments"][0]
    path = attachment["url"].partition("/cdn/")[2]

    assert (attachment["filename"], attachment["size"], attachment["description"]) == ("note.txt", 5, "a note")
    async with served.session.get(f"{served.base_url}/cdn/{path}") as file:
        assert await file.read() == b"hello"


async def test_automod_blocks_alerts_and_times_out(served: Served) -> None:
    rule = {
        "name": "No spam",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["spam*"]},
        "actions": [
            {"type": 1},
            {"type": 2, "metadata": {"channel_id": str(CHANNEL)}},
            {"type": 3, "metadata": {"duration_seconds": 60}},
        ],
        "enabled": True,
    }
    created = await served.call("POST", f"/guilds/{GUILD}/auto-moderation/rules", rule)
    served.heard.clear()

    with pytest.raises(DiscordError) as blocked:
        messages.create(served.world, Actor(user_id=MEMBER), CHANNEL, Draft(content="spammy"))

    assert created.status == 200
    assert blocked.value.code == 200000
    assert served.names().count("AUTO_MODERATION_ACTION_EXECUTION") == 3
    assert [one.type for one in served.world.messages[CHANNEL].values()] == [24]
    assert served.world.guilds[GUILD].members[MEMBER].communication_disabled_until is not None


async def test_a_third_rename_within_ten_minutes_has_to_wait() -> None:

    async with serve(limits=LimitOptions()) as served:
        names = [await served.call("PATCH", f"/channels/{CHANNEL}", {"name": f"n{number}"}) for number in range(3)]

    assert [answer.status for answer in names] == [200, 200, 429]
    assert names[2].headers["X-RateLimit-Scope"] == "shared"
    assert names[2].body["retry_after"] == 600
    assert "Via" in names[2].headers


async def test_a_category_that_goes_leaves_its_channels(served: Served) -> None:
    category = (await served.call("POST", f"/guilds/{GUILD}/channels", {"name": "C", "type": 4})).body["id"]
    child = (await served.call("POST", f"/guilds/{GUILD}/channels", {"name": "a b", "parent_id": category})).body
    served.heard.clear()

    await served.call("DELETE", f"/channels/{category}")

    assert child["name"] == "a-b"
    assert (await served.call("GET", f"/channels/{child['id']}")).body["parent_id"] is None
    assert served.names() == ["CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_AUDIT_LOG_ENTRY_CREATE"]


async def test_somebody_in_voice_is_moved_and_disconnected(served: Served) -> None:
    guild = served.world.guilds[GUILD]
    rooms = [await served.call("POST", f"/guilds/{GUILD}/channels", {"name": name, "type": 2}) for name in "ab"]
    one, other = (int(room.body["id"]) for room in rooms)
    path = f"/guilds/{GUILD}/members/{MEMBER}"
    absent = await served.call("PATCH", path, {"channel_id": str(other)})
    voice.place(served.world, guild, VoiceState(user_id=MEMBER, channel_id=one, session_id="s"))

    await served.call("PATCH", path, {"channel_id": str(other)})
    moved_to = guild.voice_states[MEMBER].channel_id
    await served.call("PATCH", path, {"channel_id": None})

    assert (absent.status, absent.body["code"]) == (400, 40032)
    assert moved_to == other
    assert MEMBER not in guild.voice_states
    assert [entry.action_type for entry in guild.audit_log[-2:]] == [26, 27]


async def test_a_body_of_more_than_twelve_mebibytes_is_too_large(served: Served) -> None:
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    url = f"{served.api_url}{MESSAGES}"

    async with served.session.post(url, data=io.BytesIO(b" " * (13 * 2**20)), headers=headers) as got:
        assert (got.status, (await got.json())["code"]) == (413, 40005)

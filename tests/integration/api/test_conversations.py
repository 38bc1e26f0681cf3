"""Messages read, sent and deleted by way of the API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from shared.adapters.redis_store import RedisCache
from shared.features.snapshots.remembered import RememberedSnapshots
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, snowflake_at
from tests.integration.api.browser import Browser
from tests.integration.api.places import Place

ONCE = "Idempotency-Key"


@pytest.fixture
def channel(place: Place) -> str:
    return place.discord.channel(place.id, "off-topic")


@pytest.fixture
def url(channel: str) -> str:
    return f"/api/discord/channels/{channel}/messages"


def contents(browser: Browser, url: str) -> list[str]:
    return [message["content"] for message in browser.api("GET", url).json()["items"]]


def test_what_was_said_is_read_in_pages(moderator: Browser, place: Place, channel: str, url: str) -> None:
    said = [place.discord.say(channel, f"message {number}")["id"] for number in range(3)]

    first = moderator.api("GET", url, params={"limit": 2}).json()
    second = moderator.api("GET", url, params={"limit": 1, "cursor": first["next_cursor"]}).json()

    assert [message["id"] for message in first["items"] + second["items"]] == said[::-1]
    assert (first["items"][0]["content"], first["items"][0]["author"]["user_id"]) == ("message 2", place.owner_id)


def test_the_bot_says_something_once_and_notifies_nobody_unasked(owner: Browser, url: str, channel: str) -> None:
    body = {"content": "@everyone hello", "reason": "greeting"}

    answers = [owner.api("POST", url, json=body, headers={ONCE: f"say-{channel}"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert contents(owner, url).count("@everyone hello") == 1
    assert answers[0].json()["author"]["bot"]


def test_what_a_message_says_is_in_no_action_and_in_no_log(
    owner: Browser, place: Place, url: str, channel: str, api_log: Path
) -> None:
    sent = owner.api("POST", url, json={"content": "sesame, open"}).json()
    assert owner.api("DELETE", f"{url}/{sent['id']}").status_code == 204

    deleted, said = place.actions(owner, channel)[:2]

    assert (deleted["kind"], said["kind"]) == ("message_delete", "message_send")
    assert deleted["before"] == {"message_id": sent["id"], "author_id": place.discord.client_id}
    assert "sesame" not in str((deleted, said))
    assert "sesame" not in api_log.read_text()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"content": "  "}, {"content": "too_short"}),
        ({"content": "x", "mention_role_ids": ["5"]}, {"mention_role_ids": "unknown"}),
    ],
)
def test_a_message_that_discord_would_refuse_is_refused_first(
    owner: Browser, url: str, body: dict[str, Any], fields: dict[str, str]
) -> None:
    refused = owner.api("POST", url, json=body)

    assert (refused.status_code, refused.json()["details"]["fields"]) == (400, fields)
    assert owner.api("POST", url, json={"content": "x" * 2_001}).status_code == 400


def test_messages_are_deleted_at_once(owner: Browser, place: Place, channel: str, url: str) -> None:
    ids = [place.discord.say(channel, f"spam {number}")["id"] for number in range(3)]

    assert owner.api("POST", f"{url}/bulk-delete", json={"message_ids": ids}).status_code == 204

    assert not any(content.startswith("spam") for content in contents(owner, url))
    action = place.actions(owner, channel)[0]
    assert (action["kind"], action["before"]) == ("message_delete_bulk", {"message_ids": ids})


def test_what_is_too_old_too_few_or_too_many_is_told_before_discord_is_asked(owner: Browser, url: str) -> None:
    now = datetime.now(UTC)
    fresh = [str(snowflake_at(now) + number) for number in range(101)]
    old = str(snowflake_at(now - timedelta(days=14)))

    for ids, problem in (
        (fresh[:1], "too_short"),
        (fresh, "too_long"),
        ([fresh[0], fresh[0]], "repeated"),
        ([fresh[0], old], "too_old"),
    ):
        refused = owner.api("POST", f"{url}/bulk-delete", json={"message_ids": ids})
        assert (refused.status_code, refused.json()["details"]) == (400, {"fields": {"message_ids": problem}})


def test_a_message_that_changed_meanwhile_is_not_deleted(owner: Browser, place: Place, channel: str, url: str) -> None:
    said = place.discord.say(channel, "first thoughts")

    refused = owner.api("DELETE", f"{url}/{said['id']}", headers={"If-Match": '"another"'})

    assert (refused.status_code, refused.json()["details"]["current"]["content"]) == (412, "first thoughts")
    assert owner.api("DELETE", f"{url}/1").json()["code"] == "not_found"


def test_a_channel_that_one_cannot_see_is_nobody_s(
    moderator: Browser, owner: Browser, place: Place, store: redis.Redis
) -> None:
    room = place.discord.channel(place.id, "pictures")
    overwrite = f"/channels/{room}/permissions/{place.role('Moderator')}"
    hidden = {"type": 0, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
    place.bot_says("PUT", overwrite, json=hidden)
    RememberedSnapshots(RedisCache(store)).forget(Snowflake(int(place.id)))

    seen = owner.api("GET", f"/api/discord/channels/{room}/messages")
    unseen = moderator.api("GET", f"/api/discord/channels/{room}/messages")
    place.bot_says("DELETE", overwrite)

    assert seen.status_code == 200
    assert (unseen.status_code, unseen.json()["code"]) == (403, "guild_forbidden")

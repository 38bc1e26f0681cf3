"""Ways in from outside, invites and webhooks, and Discord's own log of what was changed."""

from pathlib import Path

import pytest

from tests.integration.api.browser import Browser
from tests.integration.api.places import Place


@pytest.fixture
def channel(place: Place) -> str:
    return place.discord.channel(place.id, "tech-help")


def test_an_invite_is_made_listed_and_deleted(owner: Browser, place: Place, channel: str) -> None:
    made = owner.api("POST", f"/api/discord/channels/{channel}/invites", json={"max_age": 3_600, "max_uses": 5})
    assert made.status_code == 200, made.text
    code = made.json()["code"]
    assert (made.json()["max_age"], made.json()["max_uses"], made.json()["channel_id"]) == (3_600, 5, channel)

    for url in (f"{place.url}/invites", f"/api/discord/channels/{channel}/invites"):
        assert code in [invite["code"] for invite in owner.api("GET", url).json()["items"]]

    assert owner.api("DELETE", f"{place.url}/invites/{code}").status_code == 204
    assert code not in [invite["code"] for invite in owner.api("GET", f"{place.url}/invites").json()["items"]]
    assert owner.api("DELETE", f"{place.url}/invites/{code}").json()["code"] == "not_found"
    assert [action["kind"] for action in place.actions(owner, code)] == ["invite_delete", "invite_create"]
    too_long = owner.api("POST", f"/api/discord/channels/{channel}/invites", json={"max_age": 604_801})
    assert too_long.status_code == 400


def test_an_invite_into_another_guild_is_not_ours_to_delete(owner: Browser, place: Place) -> None:
    other = place.discord.guild(number=1)
    channel = next(each["id"] for each in other["channels"] if each["type"] == 0)
    code = place.bot_says("POST", f"/channels/{channel}/invites", json={})["code"]

    assert owner.api("DELETE", f"{place.url}/invites/{code}").json()["code"] == "not_found"
    assert place.bot_says("GET", f"/invites/{code}")["code"] == code


def test_a_webhook_is_made_renamed_moved_and_deleted(owner: Browser, place: Place, channel: str, api_log: Path) -> None:
    made = owner.api("POST", f"/api/discord/channels/{channel}/webhooks", json={"name": " Builds "})
    assert made.status_code == 200, made.text
    webhook = made.json()
    url = f"{place.url}/webhooks/{webhook['id']}"
    assert (webhook["name"], webhook["channel_id"], webhook["type"]) == ("Builds", channel, 1)

    elsewhere = place.discord.channel(place.id, "general")
    moved = owner.api("PATCH", url, json={"name": "Releases", "channel_id": elsewhere})
    assert (moved.json()["name"], moved.json()["channel_id"]) == ("Releases", elsewhere)
    stale = owner.api("PATCH", url, json={"name": "Old"}, headers={"If-Match": made.headers["ETag"]})
    assert (stale.status_code, stale.json()["details"]["current"]["name"]) == (412, "Releases")
    listed = owner.api("GET", f"{place.url}/webhooks")
    assert webhook["id"] in [each["id"] for each in listed.json()["items"]]

    told = place.bot_says("GET", f"/webhooks/{webhook['id']}")
    assert told["token"]
    for answer in (made, moved, listed, stale):
        assert told["token"] not in answer.text
        assert '"token"' not in answer.text
    assert told["token"] not in api_log.read_text()

    assert owner.api("DELETE", url).status_code == 204
    assert owner.api("DELETE", url).json()["code"] == "not_found"
    kinds = [action["kind"] for action in place.actions(owner, webhook["id"])]
    assert kinds == ["webhook_delete", "webhook_edit", "webhook_create"]


def test_a_webhook_s_fields_are_judged_before_discord_is_asked(owner: Browser, channel: str) -> None:
    for name, problem in (("  ", "too_short"), ("x" * 81, "too_long"), ("Clyde's", "taken")):
        refused = owner.api("POST", f"/api/discord/channels/{channel}/webhooks", json={"name": name})

        assert (refused.status_code, refused.json()["details"]) == (400, {"fields": {"name": problem}})


def test_the_audit_log_is_read_with_filters_and_in_pages(owner: Browser, place: Place) -> None:
    dana = place.discord.person("dana")
    for nick in ("One", "Two", None):
        owner.api("PATCH", f"{place.url}/members/{dana}", json={"nick": nick, "reason": "for the log"})

    first = owner.api("GET", f"{place.url}/audit-log", params={"limit": 2, "target_id": dana}).json()
    second = owner.api(
        "GET", f"{place.url}/audit-log", params={"limit": 1, "target_id": dana, "cursor": first["next_cursor"]}
    ).json()

    entries = first["items"] + second["items"]
    assert [entry["changes"][0]["after"] for entry in entries] == [None, "Two", "One"]
    assert entries[0]["user_id"] == place.discord.client_id
    assert entries[0]["reason"].endswith("for the log")
    assert {person["user_id"] for person in first["users"]} >= {dana, place.discord.client_id}
    assert all(entry["action_type"] == 24 for entry in entries)
    none = owner.api("GET", f"{place.url}/audit-log", params={"user_id": dana}).json()
    assert (none["items"], none["next_cursor"]) == ([], None)

"""Channels: listed, made, changed, moved and deleted, by those who may."""

from typing import Any

import pytest

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal

MANAGE = GuildPermission.MANAGE_CHANNELS
CATEGORY = 4
NOBODYS = "123456789012345678"


def names(branch: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in branch]


def test_the_tree_shows_what_one_sees(hall: Hall) -> None:
    tree = hall.let().api("GET", f"{hall.url}/channels").json()["items"]

    welcome = next(each for each in tree if each["name"] == "Welcome")
    assert names(welcome["children"]) == ["rules", "announcements", "arrivals"]
    assert welcome["children"][0]["is_locked"]
    assert not welcome["children"][2]["is_locked"]
    assert "Staff" in names(tree)  # moderators are in it


def test_a_list_that_has_not_changed_is_not_sent_again(hall: Hall) -> None:
    first = hall.owner.api("GET", f"{hall.url}/channels")

    again = hall.owner.api("GET", f"{hall.url}/channels", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.text) == (304, "")


def test_threads_are_listed_with_their_channel(hall: Hall) -> None:
    (thread,) = hall.owner.api("GET", f"{hall.url}/threads").json()["items"]

    assert (thread["name"], thread["parent_id"]) == ("game night planning", hall.channels["general"])


def test_a_channel_is_made_and_the_audit_log_names_who_and_why(hall: Hall) -> None:
    body = {"name": "Book Club", "topic": "Read.", "parent_id": hall.channels["Talk"], "reason": "asked for"}

    made = hall.let(MANAGE).api("POST", f"{hall.url}/channels", json=body)

    channel = made.json()
    assert (made.status_code, channel["name"], channel["topic"]) == (200, "book-club", "Read.")
    assert hall.at_discord(f"/channels/{channel['id']}")["parent_id"] == hall.channels["Talk"]
    assert hall.last_reason() == f"chidi.o ({hall.moderator_id}): asked for"
    action = hall.last_action(target_id=channel["id"])
    assert (action["kind"], action["outcome"], action["actor_id"]) == ("channel_create", "done", hall.moderator_id)
    assert (action["before"], action["after"]["name"]) == (None, "book-club")


def test_a_channel_is_made_with_its_overwrites(hall: Hall) -> None:
    shut = {"id": hall.id, "type": "role", "allow": "0", "deny": "1024"}

    made = hall.owner.api("POST", f"{hall.url}/channels", json={"name": "secret", "permission_overwrites": [shut]})

    assert made.json()["permission_overwrites"] == [shut]


def test_a_change_is_recorded_with_the_fields_that_changed(hall: Hall) -> None:
    channel_id = hall.make_channel("editable", topic="old")

    changed = hall.owner.api(
        "PATCH", hall.channel("editable"), json={"topic": "new", "rate_limit_per_user": 60, "name": "editable"}
    )

    assert (changed.json()["topic"], changed.json()["rate_limit_per_user"]) == ("new", 60)
    action = hall.last_action(target_id=channel_id)
    assert action["before"] == {"topic": "old", "rate_limit_per_user": 0}
    assert action["after"] == {"topic": "new", "rate_limit_per_user": 60}
    assert changed.headers["ETag"] == hall.owner.api("GET", hall.channel("editable")).headers["ETag"]


def test_what_is_so_already_is_not_asked_of_discord(hall: Hall) -> None:
    channel_id = hall.make_channel("steady")
    before = hall.last_action(target_id=channel_id)

    answer = hall.owner.api("PATCH", hall.channel("steady"), json={"name": "steady", "topic": None})

    assert answer.status_code == 200
    assert hall.last_action(target_id=channel_id) == before


def test_a_stale_view_overwrites_nothing_and_is_shown_the_difference(hall: Hall) -> None:
    channel_id = hall.make_channel("contested")
    seen = hall.owner.api("GET", hall.channel("contested")).headers["ETag"]
    hall.at_discord(f"/channels/{channel_id}", "PATCH", json={"topic": "by somebody else"})

    late = hall.owner.api("PATCH", hall.channel("contested"), json={"topic": "mine"}, headers={"If-Match": seen})

    status, code, details = refusal(late)
    assert (status, code, details["current"]["topic"]) == (412, "stale_view", "by somebody else")
    assert hall.at_discord(f"/channels/{channel_id}")["topic"] == "by somebody else"


def test_fields_are_judged_before_discord_is_asked(hall: Hall) -> None:
    answer = hall.owner.api("PATCH", hall.channel("general"), json={"name": "", "rate_limit_per_user": 99_999})

    fields = {"name": "too_short", "rate_limit_per_user": "too_large"}
    assert refusal(answer) == (400, "invalid_input", {"fields": fields})


def test_a_key_makes_one_channel_of_two_requests(hall: Hall) -> None:
    key = {"Idempotency-Key": "one-channel-please"}

    answers = [hall.owner.api("POST", f"{hall.url}/channels", json={"name": "once"}, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    there = hall.at_discord(f"/guilds/{hall.id}/channels")
    assert names(there).count("once") == 1


def test_without_our_permission_nothing_is_changed(hall: Hall) -> None:
    answer = hall.let(GuildPermission.MANAGE_ROLES).api("PATCH", hall.channel("general"), json={"topic": "mine"})

    assert refusal(answer) == (403, "permission_missing", {"missing": ["manage-channels"]})


def test_where_the_channel_denies_it_our_grant_does_not_help(hall: Hall) -> None:
    channel_id = hall.make_channel("owners-own")
    deny = {"type": 0, "deny": str(1 << 4)}
    hall.at_discord(f"/channels/{channel_id}/permissions/{hall.roles['Moderator']}", "PUT", json=deny)

    answer = hall.let(MANAGE).api("PATCH", hall.channel("owners-own"), json={"topic": "mine"})

    assert answer.json()["message"] == "You lack Manage Channels in #owners-own."
    assert refusal(answer)[:2] == (403, "permission_missing")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_hidden_channel_looks_like_one_that_is_nowhere(hall: Hall, method: str) -> None:
    if "hidden" not in hall.channels:
        shut = {"id": hall.id, "type": "role", "allow": "0", "deny": "1024"}
        hall.make_channel("hidden", permission_overwrites=[shut])
    moderator = hall.let(MANAGE)
    same = {"X-Request-Id": "same"}

    hidden, nowhere = (
        moderator.api(method, f"/api/discord/channels/{channel_id}", json={}, headers=same)
        for channel_id in (hall.channels["hidden"], NOBODYS)
    )

    assert (hidden.status_code, hidden.text) == (nowhere.status_code, nowhere.text)
    assert hidden.json()["code"] == "guild_forbidden"


def test_what_the_bot_lacks_is_said_of_the_bot(hall: Hall) -> None:
    channel_id = hall.make_channel("not-for-bots")
    deny = {"type": 0, "deny": str(1 << 4)}
    hall.at_discord(f"/channels/{channel_id}/permissions/{hall.roles['Guildhall']}", "PUT", json=deny)

    answer = hall.owner.api("DELETE", hall.channel("not-for-bots"))

    _, code, details = refusal(answer)
    assert (code, details["who"], details["permission"]) == ("permission_missing", "bot", "MANAGE_CHANNELS")


def test_channels_move_and_take_over_their_new_category(hall: Hall) -> None:
    category = hall.make_channel("Archive", type=CATEGORY)
    moving = hall.make_channel("moving")
    seen = hall.owner.api("GET", f"{hall.url}/channels").headers["ETag"]
    move = {"id": moving, "position": 0, "parent_id": category, "lock_permissions": True}

    moved = hall.owner.api(
        "PATCH", f"{hall.url}/channels/positions", json={"positions": [move]}, headers={"If-Match": seen}
    )

    archive = next(each for each in moved.json()["items"] if each["id"] == category)
    assert names(archive["children"]) == ["moving"]
    assert hall.last_action(kind="channel_move")["after"][moving]["parent_id"] == category
    again = hall.owner.api(
        "PATCH", f"{hall.url}/channels/positions", json={"positions": [move]}, headers={"If-Match": seen}
    )
    assert refusal(again)[:2] == (412, "stale_view")


def test_a_channel_is_deleted_once_and_then_it_is_nowhere(hall: Hall) -> None:
    channel_id = hall.make_channel("short-lived")

    gone = hall.owner.api("DELETE", hall.channel("short-lived"), params={"reason": "done with it"})

    assert gone.status_code == 204
    assert hall.last_reason() == f"ada.lindqvist ({hall.owner_id}): done with it"
    assert hall.last_action(target_id=channel_id)["before"]["name"] == "short-lived"
    assert refusal(hall.owner.api("DELETE", hall.channel("short-lived")))[:2] == (403, "guild_forbidden")


def test_a_community_keeps_its_rules(hall: Hall) -> None:
    answer = hall.owner.api("DELETE", hall.channel("rules"))

    assert refusal(answer) == (409, "conflict", {"required_for": "community"})


def test_what_fails_at_discord_is_told_and_recorded(hall: Hall) -> None:
    channel_id = hall.make_channel("refused")
    hall.owner.api("GET", hall.channel("refused"))
    path = f"/api/v10/channels/{channel_id}"
    hall.discord.control("PUT", "/faults", rest_5xx=-1, path_prefix=path)
    try:
        answer = hall.owner.api("PATCH", hall.channel("refused"), json={"topic": "x"})
    finally:
        hall.discord.control("DELETE", "/faults")

    assert refusal(answer)[:2] == (503, "discord_unavailable")
    action = hall.last_action(target_id=channel_id)
    assert (action["outcome"], action["code"]) == ("failed", "discord_unavailable")


def test_somebody_elses_channel_opens_to_nobody(hall: Hall) -> None:
    other = hall.discord.guild(number=1)
    channel_id = other["channels"][0]["id"]

    answer = hall.let(*GuildPermission).api("GET", f"/api/discord/channels/{channel_id}")

    assert refusal(answer)[:2] == (403, "guild_forbidden")

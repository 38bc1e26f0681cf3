"""The explainer says what Discord does, and changes nothing."""

from typing import Any

from tests.integration.administration.hall import Hall, refusal

SEND = "2048"


def verdict(answer: Any, permission: str) -> dict[str, Any]:
    return next(each for each in answer.json()["verdicts"] if each["permission"] == permission)


def test_a_member_is_told_what_decides(hall: Hall) -> None:
    query = {"user_id": hall.discord.person("dana"), "channel_id": hall.channels["announcements"]}

    told = verdict(hall.let().api("GET", f"{hall.url}/explain", params=query), "SEND_MESSAGES")

    assert not told["allowed"]
    assert [each["stage"] for each in told["reasons"]] == ["roles", "everyone_overwrite"]


def test_a_role_is_looked_at_without_a_member(hall: Hall) -> None:
    query = {"role_ids": hall.roles["Moderator"]}

    told = verdict(hall.let().api("GET", f"{hall.url}/explain", params=query), "KICK_MEMBERS")

    assert told == {
        "permission": "KICK_MEMBERS",
        "allowed": True,
        "reasons": [{"stage": "roles", "allowed": True, "ids": [hall.roles["Moderator"]]}],
    }


def test_a_proposal_shows_what_would_change_and_changes_nothing(hall: Hall) -> None:
    body = {
        "role_ids": [],
        "channel_id": hall.channels["general"],
        "permission_overwrites": [{"id": hall.id, "type": "role", "allow": "0", "deny": SEND}],
    }
    before = hall.at_discord(f"/channels/{hall.channels['general']}")["permission_overwrites"]

    told = hall.let().api("POST", f"{hall.url}/explain", json=body)

    changed = {each["permission"] for each in told.json()["changed"]}
    assert {"SEND_MESSAGES", "EMBED_LINKS"} <= changed
    assert not verdict(told, "SEND_MESSAGES")["allowed"]
    assert hall.at_discord(f"/channels/{hall.channels['general']}")["permission_overwrites"] == before


def test_viewing_as_everyone_hides_what_is_the_staffs(hall: Hall) -> None:
    seen = hall.owner.api("GET", f"{hall.url}/view-as", params={"role_ids": ""}).json()["items"]

    assert "Staff" not in {each["name"] for each in seen}
    assert "Talk" in {each["name"] for each in seen}


def test_one_asks_about_somebody_who_is_there(hall: Hall) -> None:
    url = f"{hall.url}/explain"

    nobody = hall.owner.api("GET", url)
    stranger = hall.owner.api("GET", url, params={"user_id": "12345"})
    no_role = hall.owner.api("GET", url, params={"role_ids": "12345"})
    no_channel = hall.owner.api("GET", url, params={"role_ids": "", "channel_id": "12345"})

    assert refusal(nobody)[2] == {"fields": {"user_id": "missing"}}
    assert refusal(stranger)[:2] == (404, "not_found")
    assert refusal(no_role)[2] == {"fields": {"role_ids": "unknown"}}
    assert refusal(no_channel)[:2] == (403, "guild_forbidden")

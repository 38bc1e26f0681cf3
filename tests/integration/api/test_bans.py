"""Bans: found, made and lifted by way of the API."""

from collections.abc import Iterator

from tests.integration.api.browser import Browser
from tests.integration.api.places import Place


def test_a_member_is_banned_found_and_let_in_again(owner: Browser, place: Place, strangers: Iterator[str]) -> None:
    somebody = next(strangers)
    url = f"{place.url}/bans/{somebody}"
    assert owner.api("GET", url).json()["code"] == "not_found"

    banned = owner.api("PUT", url, json={"delete_message_seconds": 3_600, "reason": "a raid"})
    assert banned.status_code == 200, banned.text
    number = place.cases(owner, somebody)[0]["number"]
    assert (banned.json()["user_id"], banned.json()["reason"]) == (
        somebody,
        f"ada.lindqvist ({place.owner_id}), case {number}: a raid",
    )
    assert place.member(somebody)["code"] == 10_007
    assert owner.api("GET", url).json() == banned.json()
    for text in (somebody, banned.json()["username"][:5], "RAID"):
        found = owner.api("GET", f"{place.url}/bans", params={"text": text}).json()["items"]
        assert somebody in [ban["user_id"] for ban in found], text
    assert owner.api("GET", f"{place.url}/bans", params={"text": "nobody at all"}).json()["items"] == []

    assert owner.api("DELETE", url, params={"reason": "sorry"}).status_code == 204
    assert owner.api("GET", url).json()["code"] == "not_found"
    unban, ban = place.actions(owner, somebody)
    assert (unban["kind"], unban["reason"], ban["kind"]) == ("unban", "sorry", "ban")
    assert ban["after"] == {"delete_message_seconds": 3_600}
    lifting, banning = place.cases(owner, somebody)
    assert (lifting["kind"], lifting["state"], banning["ending"]["case"]) == ("unban", "done", lifting["number"])
    assert owner.api("DELETE", url).json()["code"] == "not_found"


def test_bans_come_in_pages(owner: Browser, place: Place, strangers: Iterator[str]) -> None:
    for _ in range(3):
        assert owner.api("PUT", f"{place.url}/bans/{next(strangers)}", json={}).ok

    first = owner.api("GET", f"{place.url}/bans", params={"limit": 2}).json()
    rest = owner.api("GET", f"{place.url}/bans", params={"limit": 100, "cursor": first["next_cursor"]}).json()

    ids = [int(ban["user_id"]) for ban in first["items"] + rest["items"]]
    assert ids == sorted(set(ids))
    assert len(ids) >= 3
    assert rest["next_cursor"] is None


def test_somebody_who_is_no_member_can_be_banned_and_nobody_who_does_not_exist(owner: Browser, place: Place) -> None:
    elif_ = place.discord.person("elif")

    assert owner.api("PUT", f"{place.url}/bans/{elif_}", json={}).status_code == 200
    assert owner.api("DELETE", f"{place.url}/bans/{elif_}").status_code == 204
    assert owner.api("PUT", f"{place.url}/bans/5", json={}).json()["code"] == "not_found"


def test_who_stands_above_cannot_be_banned(moderator: Browser, owner: Browser, place: Place) -> None:
    bruno = place.discord.person("bruno")

    by_moderator = moderator.api("PUT", f"{place.url}/bans/{bruno}", json={})
    by_owner = owner.api("PUT", f"{place.url}/bans/{bruno}", json={})
    of_owner = moderator.api("PUT", f"{place.url}/bans/{place.owner_id}", json={})

    assert (by_moderator.json()["code"], by_moderator.json()["details"]["who"]) == ("role_too_high", "you")
    assert (by_owner.json()["code"], by_owner.json()["details"]["who"]) == ("role_too_high", "bot")
    assert of_owner.json()["details"] == {"who": "you", "owner": True}


def test_messages_of_more_than_a_week_are_not_deleted(owner: Browser, place: Place, strangers: Iterator[str]) -> None:
    refused = owner.api("PUT", f"{place.url}/bans/{next(strangers)}", json={"delete_message_seconds": 604_801})

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")

"""Members: looked at and changed by way of the API, at a Discord that keeps its rules."""

from collections.abc import Iterator

import pytest
import redis

from shared.features.access.model import GuildPermission
from tests.integration.api.browser import Browser
from tests.integration.api.places import Place, in_days, let

ONCE = "Idempotency-Key"


@pytest.fixture
def dana(place: Place) -> str:
    """A member without any power."""
    return place.discord.person("dana")


def test_a_member_is_shown_with_what_their_roles_let_them_do(owner: Browser, place: Place) -> None:
    chidi = place.discord.person("chidi")

    shown = owner.api("GET", f"{place.url}/members/{chidi}")

    assert shown.ok, shown.text
    member = shown.json()
    assert (member["user_id"], member["username"], member["owner"]) == (chidi, "chidi.o", False)
    assert member["top_role_id"] == place.role("Moderator")
    assert "MANAGE_MESSAGES" in member["permissions"]
    assert owner.api("GET", f"{place.url}/members/1").json()["code"] == "not_found"
    assert owner.api(
        "GET", f"{place.url}/members/{chidi}", headers={"If-None-Match": shown.headers["ETag"]}
    ).status_code == 304  # fmt: skip


def test_without_a_bot_discord_lists_the_members_and_the_list_says_so(owner: Browser, place: Place) -> None:
    first = owner.api("GET", f"{place.url}/members", params={"limit": 100}).json()
    assert (first["source"], first["total"], first["progress"]) == ("discord", None, None)

    found = [member["user_id"] for member in first["items"]]
    cursor = first["next_cursor"]
    while cursor:
        page = owner.api("GET", f"{place.url}/members", params={"limit": 100, "cursor": cursor}).json()
        found += [member["user_id"] for member in page["items"]]
        cursor = page["next_cursor"]

    assert len(found) == len(set(found)) > 200  # of 300, less those whom other tests have sent away
    by_name = owner.api("GET", f"{place.url}/members", params={"text": "chidi"}).json()
    assert [member["username"] for member in by_name["items"]] == ["chidi.o"]
    nobody_knows = owner.api("GET", f"{place.url}/roles/{place.role('Moderator')}/members")
    assert nobody_knows.json()["code"] == "bot_unavailable"


def test_a_nick_is_changed_and_the_change_is_recorded(owner: Browser, place: Place, dana: str) -> None:
    url = f"{place.url}/members/{dana}"

    changed = owner.api("PATCH", url, json={"nick": "Dee", "reason": "asked for it"})

    assert (changed.status_code, changed.json()["nick"]) == (200, "Dee")
    assert place.member(dana)["nick"] == "Dee"
    action = place.actions(owner, dana)[0]
    assert (action["kind"], action["outcome"], action["reason"]) == ("member_edit", "done", "asked for it")
    assert (action["before"], action["after"]) == ({"nick": None}, {"nick": "Dee"})
    assert action["target"] == {"kind": "user", "id": dana, "name": "dana_k"}
    entry = place.discord_says("GET", "/audit-logs", params={"limit": 1})["audit_log_entries"][0]
    case = place.cases(owner, dana)[0]
    assert (case["kind"], case["details"], case["action_id"]) == ("nick", {"nick": "Dee", "before": None}, action["id"])
    assert entry["reason"] == f"ada.lindqvist ({place.owner_id}), case {case['number']}: asked for it"
    assert owner.api("PATCH", url, json={"nick": ""}).json()["nick"] is None


def test_a_change_of_what_is_so_already_asks_nothing(owner: Browser, place: Place, dana: str) -> None:
    before = len(place.actions(owner, dana))

    same = owner.api("PATCH", f"{place.url}/members/{dana}", json={"nick": None, "timed_out_until": None})

    assert same.status_code == 200
    assert len(place.actions(owner, dana)) == before


def test_a_stale_view_changes_nothing_and_is_shown_what_is_there(owner: Browser, place: Place, dana: str) -> None:
    url = f"{place.url}/members/{dana}"
    seen = owner.api("GET", url).headers["ETag"]
    place.discord_says("PATCH", f"/members/{dana}", json={"nick": "Somebody else's"})

    refused = owner.api("PATCH", url, json={"nick": "Mine"}, headers={"If-Match": seen})

    assert (refused.status_code, refused.json()["code"]) == (412, "stale_view")
    current = refused.json()["details"]["current"]
    assert current["nick"] == place.member(dana)["nick"] == "Somebody else's"
    again = owner.api("GET", url).headers["ETag"]
    assert owner.api("PATCH", url, json={"nick": None}, headers={"If-Match": again}).status_code == 200


def test_a_timeout_begins_and_ends(owner: Browser, place: Place, dana: str) -> None:
    url = f"{place.url}/members/{dana}/timeout"

    silenced = owner.api("PATCH", url, json={"until": in_days(28.001), "reason": "spam"})
    assert silenced.status_code == 200, silenced.text
    assert silenced.json()["permissions"] == ["VIEW_CHANNEL", "READ_MESSAGE_HISTORY"]
    assert place.member(dana)["communication_disabled_until"] is not None
    assert place.actions(owner, dana)[0]["kind"] == "member_timeout"

    assert owner.api("PATCH", url, json={"until": None}).json()["timed_out_until"] is None
    for until, problem in ((in_days(-1), "too_small"), (in_days(29), "too_large")):
        refused = owner.api("PATCH", url, json={"until": until})
        assert (refused.status_code, refused.json()["details"]) == (400, {"fields": {"timed_out_until": problem}})
    assert owner.api("PATCH", url, json={"until": "2030-01-01T00:00:00"}).status_code == 400  # of which zone?


def test_roles_are_given_and_taken(owner: Browser, place: Place, dana: str) -> None:
    url = f"{place.url}/members/{dana}"
    helper = place.role("Helper")

    assert helper in owner.api("PUT", f"{url}/roles/{helper}").json()["role_ids"]
    assert helper in place.member(dana)["roles"]
    assert helper not in owner.api("DELETE", f"{url}/roles/{helper}").json()["role_ids"]
    kinds = [action["kind"] for action in place.actions(owner, dana)[:2]]
    assert kinds == ["member_role_remove", "member_role_add"]

    both = sorted([helper, *place.member(dana)["roles"]])
    assert owner.api("PATCH", url, json={"role_ids": both}).json()["role_ids"] == both
    assert owner.api("PATCH", url, json={"role_ids": [each for each in both if each != helper]}).ok
    unknown = owner.api("PATCH", url, json={"role_ids": [*both, "5"]}).json()
    assert unknown["details"] == {"fields": {"role_ids": "unknown"}}
    assert owner.api("PUT", f"{url}/roles/{place.id}").json()["details"] == {"role": "everyone"}
    assert owner.api("PUT", f"{url}/roles/5").json()["code"] == "not_found"


def test_the_bot_s_own_limits_are_told_before_discord_is_asked(owner: Browser, place: Place, dana: str) -> None:
    bruno = place.discord.person("bruno")
    before = len(place.actions(owner, bruno))

    kick = owner.api("DELETE", f"{place.url}/members/{bruno}")
    give = owner.api("PUT", f"{place.url}/members/{dana}/roles/{place.role('Admin')}")

    for refused in (kick, give):
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_high")
        details = {"who": "bot", "role": "Admin", "role_id": place.role("Admin")}
        assert refused.json()["details"] == details
    assert len(place.actions(owner, bruno)) == before


def test_nobody_touches_the_owner_the_bot_or_themselves(owner: Browser, place: Place) -> None:
    me = owner.api("DELETE", f"{place.url}/members/{place.owner_id}")
    bot = owner.api("DELETE", f"{place.url}/members/{place.discord.client_id}")

    assert (me.status_code, me.json()["details"]) == (409, {"target": "you"})
    assert (bot.status_code, bot.json()["details"]) == (409, {"target": "bot"})


def test_a_moderator_acts_below_their_own_role_only(moderator: Browser, place: Place, dana: str) -> None:
    too_high = moderator.api("DELETE", f"{place.url}/members/{place.discord.person('bruno')}")
    owner_s = moderator.api("PATCH", f"{place.url}/members/{place.owner_id}", json={"nick": "x"})
    own = moderator.api("PUT", f"{place.url}/members/{dana}/roles/{place.role('Moderator')}")
    below = moderator.api("PATCH", f"{place.url}/members/{dana}", json={"nick": "Below"})

    assert too_high.json()["code"] == "role_too_high", too_high.text
    assert too_high.json()["details"]["who"] == "you"
    assert owner_s.json()["details"] == {"who": "you", "owner": True}
    assert (own.json()["code"], own.json()["details"]["role"]) == ("role_too_high", "Moderator")
    assert below.json()["nick"] == "Below"
    moderator.api("PATCH", f"{place.url}/members/{dana}", json={"nick": None})


def test_roles_take_more_than_moderating(moderator: Browser, store: redis.Redis, place: Place, dana: str) -> None:
    let(store, moderator, place, GuildPermission.VIEW, GuildPermission.MODERATE)

    given = moderator.api("PUT", f"{place.url}/members/{dana}/roles/{place.role('Helper')}")
    edited = moderator.api("PATCH", f"{place.url}/members/{dana}", json={"role_ids": []})

    for refused in (given, edited):
        assert (refused.status_code, refused.json().get("details")) == (403, {"missing": ["manage-roles"]}), (
            refused.text
        )


def test_a_kick_that_is_sent_again_is_answered_again_and_not_done_again(
    owner: Browser, place: Place, strangers: Iterator[str]
) -> None:
    somebody = next(strangers)
    url = f"{place.url}/members/{somebody}"

    answers = [owner.api("DELETE", url, headers={ONCE: f"kick-{somebody}"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert place.member(somebody)["code"] == 10_007
    (action,) = place.actions(owner, somebody)
    assert (action["kind"], action["outcome"]) == ("member_kick", "done")
    assert owner.api("DELETE", url).json()["code"] == "not_found"


def test_what_discord_does_not_do_is_told_and_recorded(owner: Browser, place: Place, dana: str) -> None:
    url = f"/members/{dana}/roles/{place.role('Helper')}"
    with place.failing(url):
        failed = owner.api("PUT", place.url + url)

    assert (failed.status_code, failed.json()["code"]) == (503, "discord_unavailable")
    action = place.actions(owner, dana)[0]
    assert (action["outcome"], action["code"]) == ("failed", "discord_unavailable")


def test_a_user_s_history_is_what_was_done_to_them(owner: Browser, place: Place, dana: str) -> None:
    owner.api("PATCH", f"{place.url}/members/{dana}", json={"nick": "For the record"})
    owner.api("PATCH", f"{place.url}/members/{dana}", json={"nick": None})

    history = owner.api("GET", f"{place.url}/members/{dana}/history").json()

    assert [action["kind"] for action in history["actions"][:2]] == ["member_edit", "member_edit"]
    assert history["events"] == []

"""Acts of moderation on their whole way: through the API, at a Discord that keeps its rules, into the case."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser

ONCE = "Idempotency-Key"
STEP = {"warns": 3, "within_days": 30, "kind": "timeout", "seconds": 600}


@pytest.fixture
def moderator(hall: Hall) -> Browser:
    return hall.let(GuildPermission.MODERATE)


@pytest.fixture(scope="module")
def plain(hall: Hall) -> Iterator[str]:
    """Members without any power; each is somebody's once."""
    members = hall.at_discord(f"/guilds/{hall.id}/members?limit=100")
    known = {hall.owner_id, hall.moderator_id, hall.discord.client_id, hall.discord.person("bruno")}
    powerless = [each for each in members if each["user"]["id"] not in known and not each["user"].get("bot")]
    harmless = {hall.roles.get(name) for name in ("Member", "Helper")}
    return iter([each["user"]["id"] for each in powerless if set(each["roles"]) <= harmless])


@pytest.fixture
def somebody(plain: Iterator[str]) -> str:
    return next(plain)


@pytest.fixture
def settings(hall: Hall) -> Iterator[None]:
    url = f"/api/guilds/{hall.id}/features/enforcement/settings"
    before = hall.owner.api("GET", url).json()
    values = {**before["values"], "ladder": [STEP], "show_moderator": True, "appeals": True}
    changed = hall.owner.api("PUT", url, json={"values": values, "version": before["version"]})
    assert changed.status_code == 200, changed.text
    yield
    version = changed.json()["version"]
    assert hall.owner.api("PUT", url, json={"values": before["values"], "version": version}).ok


def take(browser: Browser, hall: Hall, act: dict[str, Any], key: str | None = None) -> dict[str, Any]:
    headers = {ONCE: key} if key else {}
    answer = browser.api("POST", f"/api/guilds/{hall.id}/acts", json={"act": act}, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def preview(browser: Browser, hall: Hall, act: dict[str, Any]) -> dict[str, Any]:
    answer = browser.api("POST", f"/api/guilds/{hall.id}/acts/preview", json={"act": act})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def letters(hall: Hall, user_id: str) -> list[str]:
    return [message["content"] for message in hall.discord.control("GET", f"/users/{user_id}/messages")]


def member(hall: Hall, user_id: str) -> dict[str, Any]:
    return dict(hall.at_discord(f"/guilds/{hall.id}/members/{user_id}"))


@pytest.mark.usefixtures("settings")
def test_three_warns_lead_to_the_ladder_s_timeout(hall: Hall, moderator: Browser, somebody: str) -> None:
    warn = {"type": "warn", "user_id": somebody, "reason": "spam"}
    first, _ = (take(moderator, hall, warn) for _ in range(2))

    foreseen = preview(moderator, hall, warn)
    third = take(moderator, hall, warn)

    assert first["follow_up"] is None
    assert foreseen["ladder"] == {"warns": 3, "kind": "timeout", "seconds": 600}
    timeout = third["follow_up"]
    assert (timeout["kind"], timeout["cause"], timeout["source"]) == ("timeout", third["case"]["number"], "ladder")
    assert member(hall, somebody)["communication_disabled_until"] is not None
    assert hall.last_reason().startswith(f"warn ladder ({hall.discord.client_id}), case {timeout['number']}: ")
    told = letters(hall, somebody)
    assert len(told) == 4
    assert f"/appeals/{hall.id}" in told[0]
    assert "Moderator: chidi.o" in told[0]
    assert foreseen["notice"] == told[2]

    trial = moderator.api("POST", f"/api/guilds/{hall.id}/ladder/preview", json={"ladder": [STEP], "days": 90})
    assert third["case"]["number"] in [firing["case"] for firing in trial.json()["firings"]]


def test_a_ban_for_a_while_is_told_timed_and_lifted_by_hand(hall: Hall, moderator: Browser, somebody: str) -> None:
    act = {"type": "ban", "user_id": somebody, "reason": "a raid", "seconds": 86_400, "delete_message_seconds": 3_600}

    foreseen = preview(moderator, hall, act)
    done = take(moderator, hall, act)

    assert (foreseen["member"], foreseen["refusals"]) == (True, [])
    assert foreseen["irreversible"] == ["messages_deleted", "member_removed", "message_sent"]
    assert (done["notified"], done["case"]["state"]) == (True, "done")
    assert len(letters(hall, somebody)) == 1
    (timer,) = moderator.api("GET", f"/api/guilds/{hall.id}/timers").json()["items"]
    assert (timer["user_id"], timer["case_number"]) == (somebody, done["case"]["number"])
    again = preview(moderator, hall, act | {"seconds": None})
    assert [refused["details"] for refused in again["refusals"]] == [{"target": "banned"}]

    unban = {"type": "unban", "user_id": somebody}
    assert preview(moderator, hall, unban)["ends"] == [done["case"]["number"]]
    lifted = take(moderator, hall, unban)
    assert lifted["case"]["state"] == "done"
    assert moderator.api("GET", f"/api/guilds/{hall.id}/timers").json()["items"] == []
    ban = moderator.api("GET", f"/api/guilds/{hall.id}/cases/{done['case']['number']}").json()
    assert ban["ending"]["case"] == lifted["case"]["number"]


def test_closed_messages_stop_nothing_and_a_softban_lets_them_back(
    hall: Hall, moderator: Browser, somebody: str
) -> None:
    hall.discord.control("PATCH", f"/users/{somebody}", closed_dms=True)

    done = take(moderator, hall, {"type": "softban", "user_id": somebody})

    assert (done["notified"], done["case"]["state"]) == (False, "done")
    bans = hall.at_discord(f"/guilds/{hall.id}/bans")
    assert somebody not in [ban["user"]["id"] for ban in bans]


def test_what_discord_did_not_do_stays_pending_and_the_same_key_does_it_once(hall: Hall, somebody: str) -> None:
    role_id, key = hall.make_role("of another try"), f"role-{somebody}"
    act = {"type": "roles_give", "user_id": somebody, "role_ids": [role_id]}
    path = f"/api/v10/guilds/{hall.id}/members/{somebody}/roles/"
    hall.discord.control("PUT", "/faults", rest_5xx=-1, path_prefix=path)
    try:
        failed = hall.owner.api("POST", f"/api/guilds/{hall.id}/acts", json={"act": act}, headers={ONCE: key})
    finally:
        hall.discord.control("DELETE", "/faults")
    assert refusal(failed)[:2] == (503, "discord_unavailable")
    url = f"/api/guilds/{hall.id}/cases"
    (pending,) = hall.owner.api("GET", url, params={"user_id": somebody}).json()["items"]
    assert (pending["state"], pending["action_id"]) == ("pending", None)

    first, second = (take(hall.owner, hall, act, key) for _ in range(2))

    assert (first["case"]["number"], first["case"]["state"]) == (pending["number"], "done")
    assert second["case"] == first["case"]
    assert role_id in member(hall, somebody)["roles"]


def test_roles_take_more_than_moderating_and_end_by_a_clock(hall: Hall, moderator: Browser, somebody: str) -> None:
    role_id = hall.make_role("for a day")
    act = {"type": "roles_give", "user_id": somebody, "role_ids": [role_id], "seconds": 86_400}

    refused = moderator.api("POST", f"/api/guilds/{hall.id}/acts", json={"act": act})
    given = take(hall.owner, hall, act)

    assert refusal(refused) == (403, "permission_missing", {"missing": ["manage-roles"]})
    assert role_id in member(hall, somebody)["roles"]
    assert given["case"]["details"] == {"role_ids": [role_id]}
    taken = take(hall.owner, hall, {"type": "roles_take", "user_id": somebody, "role_ids": [role_id]})
    assert role_id not in member(hall, somebody)["roles"]
    case = hall.owner.api("GET", f"/api/guilds/{hall.id}/cases/{given['case']['number']}").json()
    assert case["ending"]["case"] == taken["case"]["number"]


def test_the_protected_are_refused_before_anything_is_done(hall: Hall, moderator: Browser) -> None:
    url = f"/api/guilds/{hall.id}/acts"
    wanted = {
        hall.moderator_id: (409, "conflict", {"target": "you"}),
        hall.discord.client_id: (409, "conflict", {"target": "bot"}),
        hall.owner_id: (403, "role_too_high", {"who": "you", "owner": True}),
    }

    for user_id, expected in wanted.items():
        for kind in ("warn", "kick", "ban"):
            answer = moderator.api("POST", url, json={"act": {"type": kind, "user_id": user_id}})
            assert refusal(answer) == expected, kind
    assert letters(hall, hall.owner_id) == []


def test_an_unsound_ladder_is_refused(hall: Hall) -> None:
    url = f"/api/guilds/{hall.id}/features/enforcement/settings"
    before = hall.owner.api("GET", url).json()
    values = {**before["values"], "ladder": [{"warns": 1, "within_days": 1, "kind": "timeout"}]}

    refused = hall.owner.api("PUT", url, json={"values": values, "version": before["version"]})

    assert refusal(refused) == (400, "invalid_input", {"fields": {"ladder[0].seconds": "missing"}})

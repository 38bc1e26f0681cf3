"""Each kind of action is undone at Discord exactly, or refused because somebody changed something meanwhile."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser

MODERATE, ROLES, CHANNELS = (
    GuildPermission.MODERATE,
    GuildPermission.MANAGE_ROLES,
    GuildPermission.MANAGE_CHANNELS,
)


class Bench:
    """A member of the guild to whom things are done, and undone."""

    def __init__(self, hall: Hall, member_id: str) -> None:
        self.hall = hall
        self.id = member_id
        self.url = f"{hall.url}/members/{member_id}"

    @property
    def now(self) -> dict[str, Any]:
        found = self.hall.at_discord(f"/guilds/{self.hall.id}/members/{self.id}")
        return {name: found[name] for name in ("nick", "roles", "communication_disabled_until")}

    def is_banned(self) -> bool:
        return any(each["user"]["id"] == self.id for each in self.hall.at_discord(f"/guilds/{self.hall.id}/bans"))

    def change(self, **fields: Any) -> None:
        """Let somebody else change the member, at Discord itself."""
        self.hall.at_discord(f"/guilds/{self.hall.id}/members/{self.id}", "PATCH", json=fields)

    def last(self) -> dict[str, Any]:
        return self.hall.last_action(target_id=self.id)


@pytest.fixture
def bench(hall: Hall) -> Bench:
    """Somebody new."""
    joined = hall.discord.control("POST", f"/guilds/{hall.id}/members")
    return Bench(hall, str(joined["user"]["id"]))


def preview(browser: Browser, hall: Hall, action: dict[str, Any]) -> dict[str, Any]:
    answer = browser.api("GET", f"/api/guilds/{hall.id}/actions/{action['id']}/undo")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def undo(browser: Browser, hall: Hall, action: dict[str, Any]) -> requests.Response:
    return browser.api("POST", f"/api/guilds/{hall.id}/actions/{action['id']}/undo", json={"reason": "a mistake"})


def done(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 204), answer.text
    return dict(answer.json()) if answer.content else {}


def test_a_nick_is_put_back_and_the_undo_can_be_undone(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PATCH", bench.url, json={"nick": "silly"}))
    action = bench.last()

    shown = preview(browser, hall, action)
    first = done(undo(browser, hall, action))["action"]

    assert (shown["now"], shown["then"], shown["refusal"]) == ({"nick": "silly"}, {"nick": None}, None)
    assert bench.now["nick"] is None
    assert (first["undoes"], first["outcome"]) == (action["id"], "done")
    assert first["actor_id"] == hall.moderator_id
    assert refusal(undo(browser, hall, action))[:2] == (409, "already_undone")
    done(undo(browser, hall, first))
    assert bench.now["nick"] == "silly"


def test_a_list_says_what_can_be_undone(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PATCH", bench.url, json={"nick": "silly"}))
    action = bench.last()
    done(undo(browser, hall, action))

    listed = hall.owner.api("GET", f"/api/guilds/{hall.id}/actions", params={"target_id": bench.id}).json()["items"]

    assert [(each["undoable"], each["undone_by"]) for each in listed[:2]] == [(True, None), (False, listed[0]["id"])]


def test_roles_are_taken_again_and_what_somebody_else_gave_stays(bench: Bench) -> None:
    hall = bench.hall
    given, others = hall.make_role("given", permissions="0"), hall.make_role("others", permissions="0")
    done(hall.owner.api("PUT", f"{bench.url}/roles/{given}"))
    action = bench.last()
    bench.change(roles=[given, others])

    done(undo(hall.owner, hall, action))

    assert bench.now["roles"] == [others]


def test_a_timeout_that_another_one_replaced_comes_back_to_the_moment(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    first, second = (datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours) for hours in (2, 5))
    for until in (first, second):
        done(browser.api("PATCH", f"{bench.url}/timeout", json={"until": until.isoformat()}))
    action = bench.last()

    done(undo(browser, hall, action))

    assert datetime.fromisoformat(bench.now["communication_disabled_until"]) == first


def test_a_timeout_is_ended_and_its_case_with_it(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    act = {"type": "timeout", "user_id": bench.id, "seconds": 3600, "reason": "rude"}
    case = done(browser.api("POST", f"/api/guilds/{hall.id}/acts", json={"act": act}))["case"]
    action = bench.last()

    undoing = done(undo(browser, hall, action))["action"]

    assert bench.now["communication_disabled_until"] is None
    ended = browser.api("GET", f"/api/guilds/{hall.id}/cases/{case['number']}").json()
    assert ended["ending"]["why"] in ("undone", "lifted")
    assert ended["ending"]["case"] == undoing["case"]


def test_a_ban_is_lifted_and_the_unban_can_be_taken_back(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PUT", f"{hall.url}/bans/{bench.id}", json={"delete_message_seconds": 60, "reason": "spam"}))
    action = bench.last()

    shown = preview(browser, hall, action)
    unban = done(undo(browser, hall, action))["action"]

    assert shown["remains"] == ["member_removed", "messages_deleted"]
    assert not bench.is_banned()
    done(undo(browser, hall, unban))
    assert bench.is_banned()
    reason = hall.at_discord(f"/guilds/{hall.id}/bans/{bench.id}")["reason"]
    assert reason.endswith("a mistake")


def test_a_ban_that_somebody_else_made_since_stays(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PUT", f"{hall.url}/bans/{bench.id}", json={"delete_message_seconds": 0}))
    action = bench.last()
    hall.at_discord(f"/guilds/{hall.id}/bans/{bench.id}", "DELETE")
    hall.at_discord(f"/guilds/{hall.id}/bans/{bench.id}", "PUT", json={})

    shown = preview(browser, hall, action)

    assert shown["refusal"]["code"] == "changed_since"
    assert refusal(undo(browser, hall, action))[:2] == (409, "changed_since")
    assert bench.is_banned()


def test_a_nick_that_somebody_else_changed_since_stays(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PATCH", bench.url, json={"nick": "silly"}))
    action = bench.last()
    bench.change(nick="sillier")

    assert refusal(undo(browser, hall, action)) == (409, "changed_since", {"changed": {"nick": "sillier"}})

    assert bench.now["nick"] == "sillier"


def test_what_is_so_already_is_not_done_again(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("PATCH", bench.url, json={"nick": "silly"}))
    action = bench.last()
    bench.change(nick=None)

    assert refusal(undo(browser, hall, action)) == (409, "not_undoable", {"why": "already_so"})


def test_what_one_request_changed_is_undone_action_by_action(bench: Bench) -> None:
    hall = bench.hall
    role = hall.make_role("both", permissions="0")
    done(hall.owner.api("PATCH", bench.url, json={"nick": "silly", "role_ids": [role]}))
    actions = hall.owner.api("GET", f"/api/guilds/{hall.id}/actions", params={"target_id": bench.id}).json()["items"]

    for action in actions[:2]:
        done(undo(hall.owner, hall, action))

    assert bench.now == {"nick": None, "roles": [], "communication_disabled_until": None}


def test_who_could_not_have_done_it_cannot_undo_it(bench: Bench) -> None:
    hall = bench.hall
    done(hall.let(MODERATE).api("PATCH", bench.url, json={"nick": "silly"}))
    action = bench.last()

    browser = hall.let(CHANNELS)

    assert refusal(undo(browser, hall, action))[:2] == (403, "permission_missing")
    path = f"/api/guilds/{hall.id}/actions/{action['id']}/undo"
    assert refusal(browser.api("GET", path))[:2] == (403, "permission_missing")


def test_a_kick_is_not_undone_and_the_preview_says_why(bench: Bench) -> None:
    hall = bench.hall
    browser = hall.let(MODERATE)
    done(browser.api("DELETE", bench.url))
    action = bench.last()

    assert preview(browser, hall, action)["refusal"]["details"] == {"why": "member_removed"}
    assert refusal(undo(browser, hall, action))[:2] == (409, "not_undoable")


def test_a_channels_settings_are_put_back_unless_they_changed_since(hall: Hall) -> None:
    channel_id = hall.make_channel("undone", topic="before")
    browser = hall.let(CHANNELS)
    done(browser.api("PATCH", hall.channel("undone"), json={"topic": "after", "rate_limit_per_user": 10}))
    action = hall.last_action(target_id=channel_id)
    hall.at_discord(f"/channels/{channel_id}", "PATCH", json={"topic": "theirs"})

    refused = refusal(undo(browser, hall, action))
    hall.at_discord(f"/channels/{channel_id}", "PATCH", json={"topic": "after", "name": "renamed"})
    done(undo(browser, hall, action))

    assert refused == (409, "changed_since", {"changed": {"topic": "theirs"}})
    now = hall.at_discord(f"/channels/{channel_id}")
    assert (now["topic"], now["rate_limit_per_user"], now["name"]) == ("before", 0, "renamed")


def test_overwrites_are_put_back_where_they_were_changed_and_where_they_were_deleted(hall: Hall) -> None:
    channel_id = hall.make_channel("overwritten")
    url = f"{hall.channel('overwritten')}/overwrites/{hall.roles['Regular']}"
    browser = hall.let(CHANNELS)
    done(browser.api("PUT", url, json={"type": "role", "deny": "2048"}))
    made = hall.last_action(target_id=channel_id)
    done(browser.api("PUT", url, json={"type": "role", "allow": "2048"}))
    changed = hall.last_action(target_id=channel_id)
    done(browser.api("DELETE", url))
    deleted = hall.last_action(target_id=channel_id)

    states = []
    for action in (deleted, changed, made):
        done(undo(browser, hall, action))
        found = hall.at_discord(f"/channels/{channel_id}")["permission_overwrites"]
        states.append([(each["allow"], each["deny"]) for each in found])

    assert states == [[("2048", "0")], [("0", "2048")], []]


def test_a_lock_is_taken_back(hall: Hall) -> None:
    channel_id = hall.make_channel("locked-by-mistake")
    url = f"{hall.url}/lockdown"
    browser = hall.owner
    done(browser.api("POST", url, json={"action": "lock", "channel_ids": [channel_id]}))
    action = hall.last_action(target_id=channel_id)

    shown = preview(browser, hall, action)
    done(undo(browser, hall, action))

    assert (shown["refusal"], shown["then"]) == (None, {"channels": {channel_id: None}})
    assert hall.at_discord(f"/channels/{channel_id}")["permission_overwrites"] == []
    assert browser.api("GET", url).json()["items"] == []


def test_another_guilds_action_is_not_found(hall: Hall) -> None:
    answer = undo(hall.owner, hall, {"id": "0" * 26})

    assert refusal(answer)[:2] == (404, "not_found")

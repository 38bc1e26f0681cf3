"""Jobs over HTTP: who may start, see, approve and stop one."""

from typing import Any

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser


def jobs(browser: Browser, hall: Hall, method: str = "GET", path: str = "", **more: Any) -> Any:
    return browser.api(method, f"/api/guilds/{hall.id}/jobs{path}", **more)


def a_kick(*user_ids: str) -> dict[str, Any]:
    return {"work": {"type": "bulk", "act": {"kind": "kick", "reason": "raid"}, "user_ids": list(user_ids)}}


def set_two_person(hall: Hall, *, wanted: bool) -> None:
    url = f"/api/guilds/{hall.id}/features/enforcement/settings"
    stored = hall.owner.api("GET", url).json()
    body = {"values": stored["values"] | {"two_person": wanted}, "version": stored["version"]}
    assert hall.owner.api("PUT", url, json=body).status_code == 200


def test_a_job_is_started_once_listed_and_stopped_before_it_begins(hall: Hall) -> None:
    moderator = hall.let(GuildPermission.MODERATE)
    once = {"Idempotency-Key": "a-key-of-its-own"}

    job = jobs(moderator, hall, "POST", json=a_kick(hall.owner_id), headers=once).json()
    again = jobs(moderator, hall, "POST", json=a_kick(hall.owner_id), headers=once).json()

    assert again == job
    assert (job["state"], job["progress"]["total"], job["author"]["user_id"]) == ("queued", 1, hall.moderator_id)
    assert jobs(moderator, hall).json()["items"][0] == job
    assert jobs(moderator, hall, path=f"/{job['id']}").json() == job
    assert jobs(moderator, hall, path=f"/{job['id']}/results").json() == {"items": [], "next_cursor": None}
    assert len(jobs(moderator, hall, path=f"/{job['id']}/targets").json()["user_ids"]) == 1
    stopped = jobs(moderator, hall, "POST", f"/{job['id']}/cancel").json()
    assert (stopped["state"], stopped["cancelled_by"]["user_id"]) == ("cancelled", hall.moderator_id)
    assert refusal(jobs(moderator, hall, "POST", f"/{job['id']}/cancel"))[:2] == (409, "conflict")


def test_who_may_not_moderate_sees_no_job(hall: Hall) -> None:
    stranger = hall.let()

    for answer in (jobs(stranger, hall), jobs(stranger, hall, "POST", json=a_kick(hall.owner_id))):
        assert refusal(answer)[:2] == (403, "permission_missing")


def test_roles_for_many_need_the_permission_for_roles(hall: Hall) -> None:
    work = {"type": "bulk", "act": {"kind": "roles_give", "role_ids": ["1"]}, "user_ids": [hall.owner_id]}

    for path in ("", "/preview"):
        answer = jobs(hall.let(GuildPermission.MODERATE), hall, "POST", path, json={"work": work})
        assert refusal(answer)[:2] == (403, "permission_missing")


def test_where_two_people_are_needed_the_second_is_somebody_else(hall: Hall) -> None:
    moderator = hall.let(GuildPermission.MODERATE)
    set_two_person(hall, wanted=True)

    job = jobs(moderator, hall, "POST", json=a_kick(hall.owner_id)).json()
    own = jobs(moderator, hall, "POST", f"/{job['id']}/approve")
    other = jobs(hall.owner, hall, "POST", f"/{job['id']}/approve").json()

    set_two_person(hall, wanted=False)
    assert (job["state"], refusal(own)[:2]) == ("awaiting_approval", (409, "conflict"))
    assert (other["state"], other["approved_by"]["user_id"]) == ("queued", hall.owner_id)
    jobs(hall.owner, hall, "POST", f"/{job['id']}/cancel")


def test_a_purge_is_previewed_on_what_is_written(hall: Hall) -> None:
    channel_id = hall.make_channel("to-be-purged")
    for place in range(3):
        hall.discord.say(channel_id, f"buy now {place}")
    hall.discord.say(channel_id, "hello")
    wanted = {"channel_ids": [channel_id], "pattern": r"buy now \d"}

    preview = jobs(hall.owner, hall, "POST", "/preview", json={"work": {"type": "purge", "filter": wanted}}).json()

    purge = preview["purge"]
    assert (purge["scanned"], purge["fast"], purge["slow"], purge["is_complete"]) == (4, 3, 0, True)
    assert [each["content"] for each in purge["samples"]] == ["buy now 2", "buy now 1", "buy now 0"]
    assert preview["needs_approval"] is False


def test_a_filter_that_means_everything_or_no_pattern_is_refused(hall: Hall) -> None:
    for wanted, field in (({}, "channel_ids"), ({"pattern": "("}, "pattern")):
        answer = jobs(hall.owner, hall, "POST", "/preview", json={"work": {"type": "purge", "filter": wanted}})

        status, code, details = refusal(answer)
        assert (status, code, list(details["fields"])) == (400, "invalid_input", [field])


def test_without_a_bot_nobody_knows_who_is_a_member(hall: Hall) -> None:
    answer = jobs(hall.owner, hall, "POST", "/preview", json=a_kick(hall.moderator_id))

    assert refusal(answer)[:2] == (503, "bot_unavailable")

"""Evidence on its whole way: read from Discord, uploaded to S3, shown to moderators, and taken away."""

from hashlib import sha256

import pytest
import requests

from chalicelib.services import Services
from shared.features.access.model import GuildPermission
from shared.features.cases.model import CaseKind, CaseSource, CaseState, Named, NewCase
from shared.kernel.snowflakes import parse_snowflake
from tests.fakes.clock import NOON
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser

PICTURE = b"\x89PNG not really"


@pytest.fixture
def case_url(hall: Hall, services: Services) -> str:
    moderator = Named(user_id=parse_snowflake(hall.owner_id), name="owner")
    new = NewCase(
        guild_id=parse_snowflake(hall.id),
        kind=CaseKind.WARN,
        source=CaseSource.WEB,
        user=Named(user_id=parse_snowflake(hall.discord.person("bruno")), name="bruno"),
        moderator=moderator,
        at=NOON,
        state=CaseState.DONE,
    )
    return f"/api/guilds/{hall.id}/cases/{services.casework.cases.open(new).number}"


@pytest.fixture
def moderator(hall: Hall) -> Browser:
    return hall.let(GuildPermission.MODERATE)


def test_a_message_outlives_its_deletion(hall: Hall, moderator: Browser, case_url: str) -> None:
    channel = hall.discord.channel(hall.id, "off-topic")
    said = hall.discord.say(channel, "something that will be gone")
    item = {"kind": "message", "channel_id": channel, "message_id": said["id"]}

    added = moderator.api("POST", f"{case_url}/evidence", json={"item": item})
    hall.at_discord(f"/channels/{channel}/messages/{said['id']}", "DELETE")

    assert added.status_code == 200, added.text
    evidence = added.json()["evidence"]
    shown = moderator.api("GET", f"{case_url}/evidence/{evidence['id']}").json()
    assert [message["content"] for message in shown["messages"]] == ["something that will be gone"]
    assert shown["is_intact"]
    assert evidence["author"]["user_id"] == hall.moderator_id
    assert moderator.api("GET", case_url).json()["evidence"] == [evidence]

    again = moderator.api("POST", f"{case_url}/evidence", json={"item": item})
    assert refusal(again)[:2] == (404, "not_found")


def test_a_file_goes_to_the_bucket_and_comes_back_as_a_download(moderator: Browser, case_url: str) -> None:
    item = {"kind": "file", "name": "Beweis é.png", "size": len(PICTURE), "content_type": "image/png"}

    upload = moderator.api("POST", f"{case_url}/evidence", json={"item": item}).json()["upload"]
    url = f"{case_url}/evidence/{upload['evidence_id']}"
    early = moderator.api("POST", f"{url}/confirm")
    sent = requests.post(upload["url"], data=upload["fields"], files={"file": ("x", PICTURE)}, timeout=5)
    confirmed = moderator.api("POST", f"{url}/confirm")
    content = moderator.api("GET", url).json()
    got = requests.get(content["url"], timeout=5)

    assert (early.status_code, sent.status_code, confirmed.status_code) == (404, 204, 200), confirmed.text
    assert confirmed.json()["evidence"]["sha256"] == sha256(PICTURE).hexdigest()
    assert got.content == PICTURE
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Beweis%20%C3%A9.png"

    assert moderator.api("DELETE", url).status_code == 204
    assert requests.get(content["url"], timeout=5).status_code == 404
    assert refusal(moderator.api("GET", url))[:2] == (404, "not_found")


def test_what_evidence_says_is_in_no_action_and_the_case_s_history_has_its_hash(
    hall: Hall, moderator: Browser, case_url: str
) -> None:
    link = {"kind": "link", "url": "https://example.com/clip", "title": "A clip"}

    added = moderator.api("POST", f"{case_url}/evidence", json={"item": link, "hidden": False}).json()["evidence"]
    refused = moderator.api("POST", f"{case_url}/evidence", json={"item": link | {"url": "javascript:alert(1)"}})

    assert moderator.api("GET", f"{case_url}/evidence/{added['id']}").json()["url"] == "https://example.com/clip"
    assert refusal(refused) == (400, "invalid_input", {"fields": {"url": "unknown"}})
    assert "clip" not in hall.owner.api("GET", f"/api/guilds/{hall.id}/actions").text


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "file", "name": "x.svg", "size": 3, "content_type": "image/svg+xml"},
        {"kind": "file", "name": "x.html", "size": 3, "content_type": "text/html"},
        {"kind": "file", "name": "x.png", "size": 8 * 1024 * 1024 + 1, "content_type": "image/png"},
        {"kind": "file", "name": "x.png", "size": 0, "content_type": "image/png"},
        {"kind": "link", "url": "https://example.com/" + "x" * 1_000},
        {"kind": "other"},
    ],
)
def test_what_is_no_evidence_is_refused(moderator: Browser, case_url: str, item: dict[str, object]) -> None:
    answer = moderator.api("POST", f"{case_url}/evidence", json={"item": item})

    assert refusal(answer)[:2] == (400, "invalid_input")


def test_who_may_only_look_at_the_guild_sees_no_evidence(hall: Hall, moderator: Browser, case_url: str) -> None:
    link = {"kind": "link", "url": "https://example.com/clip"}
    added = moderator.api("POST", f"{case_url}/evidence", json={"item": link}).json()["evidence"]

    viewer = hall.let()

    for method, path in (("GET", added["id"]), ("DELETE", added["id"]), ("POST", f"{added['id']}/confirm")):
        assert refusal(viewer.api(method, f"{case_url}/evidence/{path}"))[:2] == (403, "permission_missing")

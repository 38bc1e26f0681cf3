"""What holds for every route: credentials, unknown paths, malformed requests, limits, faults."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from infra.discord_sim.limits.options import LimitOptions
from tests.integration.discord_sim.rest.served import TOKEN, Served, serve
from tests.unit.infra.discord_sim.worlds import CHANNEL, GUILD


@pytest.mark.parametrize("token", [None, "Bot wrong", "Bearer wrong", TOKEN, f"Bearer {TOKEN}", "Bot "])
async def test_wrong_credentials_are_a_401(served: Served, token: str | None) -> None:
    answer = await served.call("GET", "/users/@me", token=token)

    assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_an_unknown_route_is_a_404_and_a_wrong_method_a_405(served: Served) -> None:
    unknown = await served.call("GET", "/nowhere/at/all")
    wrong = await served.call("DELETE", "/gateway")

    assert (unknown.status, unknown.body) == (404, {"message": "404: Not Found", "code": 0})
    assert (wrong.status, wrong.body) == (405, {"message": "405: Method Not Allowed", "code": 0})


async def test_answers_are_exactly_application_json(served: Served) -> None:
    for path in ("/users/@me", "/nowhere", "/guilds/1"):
        assert (await served.call("GET", path)).headers["Content-Type"] == "application/json"


async def test_every_answer_tells_the_time_of_that_world(served: Served) -> None:
    served.world.clock.advance(timedelta(days=400))

    for path in ("/gateway", "/nowhere"):
        told = parsedate_to_datetime((await served.call("GET", path)).headers["Date"])
        assert abs(told - served.world.clock.now()) < timedelta(seconds=5)


async def test_what_is_not_json_is_a_50109(served: Served) -> None:
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    url = f"{served.api_url}/channels/{CHANNEL}/messages"

    async with served.session.post(url, data=b"{nope", headers=headers) as got:
        assert got.status == 400
        assert (await got.json())["code"] == 50109


async def test_an_exhausted_bucket_answers_429_until_its_window_ends() -> None:
    async with serve(limits=LimitOptions()) as served:
        path = f"/channels/{CHANNEL}/messages"
        answers = [await served.call("POST", path, {"content": "x"}) for _ in range(6)]
        other = await served.call("GET", path)

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers[:5]] == ["4", "3", "2", "1", "0"]
    refused = answers[5]
    assert refused.body == {"message": "You are being rate limited.", "retry_after": 5.0, "global": False}
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["X-RateLimit-Bucket"] == answers[0].headers["X-RateLimit-Bucket"]
    assert other.status == 200


async def test_more_than_50_requests_a_second_meet_the_global_limit() -> None:
    async with serve(limits=LimitOptions()) as served:
        answers = [await served.call("GET", f"/channels/{number}") for number in range(1, 52)]

    assert {answer.status for answer in answers[:50]} == {404}
    assert answers[50].status == 429
    assert answers[50].body["global"] is True
    assert answers[50].headers["X-RateLimit-Global"] == "true"


async def test_too_many_invalid_requests_ban_the_address_as_cloudflare_does() -> None:
    async with serve(limits=LimitOptions(invalid_requests=3)) as served:
        for _ in range(3):
            assert (await served.call("GET", "/users/@me", token="Bot wrong")).status == 401

        banned = await served.call("GET", "/users/@me")

    assert (banned.status, banned.body) == (429, "error code: 1015")
    assert banned.headers["Retry-After"] == "600"
    assert "Via" not in banned.headers
    assert banned.headers["Content-Type"].startswith("text/plain")


async def test_faults_spoil_as_many_requests_as_asked(served: Served) -> None:
    faults = served.simulator.faults
    faults.rest_429, faults.rest_429_scope, faults.rest_5xx, faults.rest_malformed = 1, "shared", 1, 1

    storm = await served.call("GET", "/users/@me")
    broken = await served.call("GET", "/users/@me")
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with served.session.get(f"{served.api_url}/users/@me", headers=headers) as malformed:
        with pytest.raises(ValueError, match="Expecting"):
            await malformed.json()

    assert (storm.status, storm.headers["X-RateLimit-Scope"]) == (429, "shared")
    assert broken.status == 503
    assert (await served.call("GET", "/users/@me")).status == 200


async def test_a_path_prefix_confines_faults(served: Served) -> None:
    served.simulator.faults.rest_5xx = -1
    served.simulator.faults.path_prefix = "/api/v10/guilds"

    assert (await served.call("GET", "/users/@me")).status == 200
    assert (await served.call("GET", f"/guilds/{GUILD}")).status == 503

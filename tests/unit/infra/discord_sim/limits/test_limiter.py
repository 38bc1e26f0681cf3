"""Which requests share a bucket, and what a verdict says."""

from collections import Counter

from infra.discord_sim.limits.answers import headers, too_many
from infra.discord_sim.limits.limiter import Call, Limiter, Scope, Verdict
from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.limits.table import BUCKETS

CREATE_MESSAGE = "/channels/{channel_id}/messages"
BAN = "/guilds/{guild_id}/bans/{user_id}"


def a_call(method: str = "POST", template: str = CREATE_MESSAGE, identity: str = "bot", **parameters: str) -> Call:
    return Call(method=method, template=template, parameters=parameters, identity=identity)


def judged(limiter: Limiter, call: Call, now: float = 100.0) -> Verdict:
    verdict = limiter.judge(call, now)
    assert verdict is not None
    return verdict


def exhausted(limiter: Limiter, call: Call) -> Verdict:
    verdict = judged(limiter, call)
    while verdict.allowed:
        verdict = judged(limiter, call)
    return verdict


def test_the_sixth_message_in_five_seconds_waits_for_the_window() -> None:
    verdict = exhausted(Limiter(LimitOptions()), a_call(channel_id="1"))

    assert verdict.scope is Scope.USER
    assert verdict.limit == 5
    assert verdict.remaining == 0
    assert verdict.reset_after == 5.0


def test_each_channel_has_its_own_window_under_the_same_bucket_hash() -> None:
    limiter = Limiter(LimitOptions())
    refused = exhausted(limiter, a_call(channel_id="1"))

    other = judged(limiter, a_call(channel_id="2"))

    assert other.allowed
    assert other.bucket_hash == refused.bucket_hash


def test_routes_of_one_bucket_draw_on_the_same_window() -> None:
    limiter = Limiter(LimitOptions())
    exhausted(limiter, a_call("PUT", BAN, guild_id="1", user_id="2"))

    unban = judged(limiter, a_call("DELETE", BAN, guild_id="1", user_id="3"))

    assert not unban.allowed


def test_a_route_outside_the_table_has_a_bucket_of_its_own() -> None:
    limiter = Limiter(LimitOptions())

    voice = judged(limiter, a_call("GET", "/voice/regions"))
    other = judged(limiter, a_call("GET", "/guilds/{guild_id}/regions", guild_id="1"))

    assert voice.bucket_hash != other.bucket_hash


def test_the_51st_request_of_a_second_exceeds_the_global_limit() -> None:
    limiter = Limiter(LimitOptions())
    verdicts = [judged(limiter, a_call(channel_id=str(number))) for number in range(51)]

    assert [verdict.allowed for verdict in verdicts] == [True] * 50 + [False]
    assert verdicts[50].scope is Scope.GLOBAL
    assert headers(verdicts[50]) == {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}


def test_interactions_are_exempt_from_the_global_limit() -> None:
    limiter = Limiter(LimitOptions())
    for number in range(51):
        limiter.judge(a_call(channel_id=str(number)), 100.0)
    callback = "/interactions/{interaction_id}/{interaction_token}/callback"

    verdict = judged(limiter, a_call("POST", callback, interaction_id="1", interaction_token="t"))

    assert verdict.allowed


def test_identities_have_their_own_limits_unless_the_bucket_is_shared() -> None:
    limiter = Limiter(LimitOptions())
    reaction = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"
    exhausted(limiter, a_call(identity="one", channel_id="1"))
    refused = exhausted(limiter, a_call("PUT", reaction, "one", channel_id="1", message_id="2", emoji_name="x"))

    message = judged(limiter, a_call(identity="two", channel_id="1"))
    reacted = judged(limiter, a_call("PUT", reaction, "two", channel_id="1", message_id="3", emoji_name="x"))

    assert message.allowed
    assert not reacted.allowed
    assert refused.scope is reacted.scope is Scope.SHARED


def test_a_scale_stretches_every_limit() -> None:
    limiter = Limiter(LimitOptions(scale=100))

    assert judged(limiter, a_call(channel_id="1")).limit == 500


def test_limits_can_be_switched_off() -> None:
    limiter = Limiter(LimitOptions(enabled=False))

    assert all(limiter.judge(a_call(channel_id="1"), 100.0) is None for _ in range(100))


def test_an_allowed_answer_carries_the_state_of_its_bucket() -> None:
    rendered = headers(judged(Limiter(LimitOptions()), a_call(channel_id="1")))

    assert rendered.keys() == {
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "X-RateLimit-Reset-After",
        "X-RateLimit-Bucket",
    }
    assert (rendered["X-RateLimit-Limit"], rendered["X-RateLimit-Remaining"]) == ("5", "4")
    assert rendered["X-RateLimit-Reset"] == "105.000"


def test_a_429_can_be_retried_by_clients() -> None:
    answer = too_many(exhausted(Limiter(LimitOptions()), a_call(channel_id="1")))

    assert answer.status == 429
    assert answer.content_type == "application/json"
    assert answer.headers["Retry-After"] == "5"
    assert "Via" in answer.headers  # discord.py takes a 429 without it for a ban by Cloudflare
    assert answer.headers["X-RateLimit-Scope"] == "user"


def test_no_route_and_no_name_is_in_the_table_twice() -> None:
    routes = Counter(route for each in BUCKETS for route in each.routes)
    names = Counter(each.name for each in BUCKETS)

    assert max(routes.values()) == 1
    assert max(names.values()) == 1

"""Routes, and what their limits are kept apart by."""

import pytest

from shared.adapters.discord.routes import Route, route, route_of


def test_a_path_is_the_template_with_its_values_quoted() -> None:
    there = route("DELETE", "/invites/{code}", code="a/../b")

    assert there.path == "/invites/a%2F..%2Fb"


def test_a_parameter_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        route("GET", "/guilds/{guild_id}")


@pytest.mark.parametrize(
    ("path", "template", "major"),
    [
        ("/guilds/1/members/2", "/guilds/{guild_id}/members/{user_id}", "1"),
        ("/guilds/1/members/@me", "/guilds/{guild_id}/members/@me", "1"),
        ("/channels/3/messages/4", "/channels/{channel_id}/messages/{message_id}", "3"),
        (
            "/channels/3/messages/4/reactions/x%3A9/@me",
            "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
            "3",
        ),
        ("/users/@me", "/users/@me", ""),
        ("/users/5", "/users/{user_id}", ""),
    ],
)
def test_the_route_of_a_path_is_the_one_that_our_own_calls_name(path: str, template: str, major: str) -> None:
    there = route_of("GET", path)

    assert (there.template, there.major) == (template, major)
    assert there.path == path.replace("%3A", "%253A")


def test_a_webhooks_token_is_kept_apart_by_but_not_shown() -> None:
    there: Route = route_of("POST", "/webhooks/6/secret-token")

    assert there.template == "/webhooks/{webhook_id}/{webhook_token}"
    assert there.is_exempt
    assert "secret" not in there.major
    assert there.major != route_of("POST", "/webhooks/6/another").major

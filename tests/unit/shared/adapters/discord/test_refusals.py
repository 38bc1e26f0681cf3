"""Discord's error bodies, as our errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord.refusals import refusal
from shared.kernel.errors import (
    DiscordApiError,
    DiscordConflictError,
    DiscordForbiddenError,
    DiscordInvalidError,
    DiscordNotFoundError,
    DiscordTokenRejectedError,
)

FORM = (
    b'{"code": 50035, "message": "Invalid Form Body", "errors": {"name": {"_errors": [{"code": "BASE_TYPE_REQUIRED",'
    b' "message": "This field is required"}]}, "embeds": {"0": {"title": {"_errors": [{"code": "X", "message":'
    b' "Too long."}]}}}}}'
)


def test_fields_are_named_by_their_path() -> None:
    error = refusal(400, FORM)

    assert isinstance(error, DiscordInvalidError)
    assert error.fields == {"name": "This field is required", "embeds.0.title": "Too long."}
    assert error.details == {
        "discord_code": 50_035,
        "discord_message": "Invalid Form Body",
        "fields": error.fields,
    }


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, b'{"code": 50013, "message": "Missing Permissions"}', DiscordForbiddenError),
        (404, b'{"code": 10004, "message": "Unknown Guild"}', DiscordNotFoundError),
        (401, b'{"code": 0, "message": "401: Unauthorized"}', DiscordTokenRejectedError),
        (400, b'{"code": 30005, "message": "Maximum number of guild roles reached (250)"}', DiscordConflictError),
        (418, b"", DiscordApiError),
    ],
)
def test_each_refusal_has_its_error(status: int, body: bytes, kind: type[DiscordApiError]) -> None:
    assert type(refusal(status, body)) is kind


@given(st.binary(max_size=200), st.sampled_from([400, 401, 403, 404, 405, 499]))
def test_whatever_a_body_is_there_is_an_error(body: bytes, status: int) -> None:
    assert isinstance(refusal(status, body), DiscordApiError)


def test_a_tree_without_end_is_cut() -> None:
    body = b'{"code": 1, "errors": ' + b'{"a": ' * 60 + b"{}" + b"}" * 60 + b"}"

    assert refusal(400, body).fields == {}

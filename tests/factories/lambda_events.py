"""API Gateway's events as it sends them (`tests/events/*.json`), with what a test is about changed."""

import json
from pathlib import Path
from typing import Any

from shared.kernel.snowflakes import Snowflake

LOGIN_ID = "0123456789abcdef" * 2
FOLDER = Path(__file__).parents[1] / "events"


def a_lambda_event(
    name: str, connection_id: str | None = None, *, bot_id: int | None = None, user_id: int | None = None
) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    context = event["requestContext"]
    if connection_id is not None:
        context["connectionId"] = connection_id
    if bot_id is not None:
        context["authorizer"] = {"principalId": f"bot#{bot_id}", "kind": "bot", "bot_id": str(bot_id)}
    if user_id is not None:
        context["authorizer"] = {
            "principalId": f"browser#{user_id}",
            "kind": "browser",
            "user_id": str(user_id),
            "login_id": LOGIN_ID,
        }
    return event


def a_message_event(
    body: str | bytes, connection_id: str, *, bot_id: Snowflake | None = None, user_id: Snowflake | None = None
) -> dict[str, Any]:
    event = a_lambda_event("message", connection_id, bot_id=bot_id, user_id=user_id)
    return event | {"body": body if isinstance(body, str) else body.decode()}


def an_authorize_event(token: str) -> dict[str, Any]:
    event = a_lambda_event("authorize")
    return event | {
        "queryStringParameters": {"token": token},
        "multiValueQueryStringParameters": {"token": [token]},
    }

"""Drives the functions as API Gateway does, and keeps the other ends of the connections."""

import os
from typing import Any

import msgspec
import redis

from shared.features.events.model import Batch
from shared.features.gateway.model import TicketHolder
from shared.features.gateway.rules import ticket_key
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import ToBackend
from tests.factories.known_access import let_administer
from tests.factories.lambda_events import a_lambda_event, a_message_event, an_authorize_event
from tests.fakes.connections_api import ConnectionsApi
from ws_gateway import authorizer, connect, disconnect, ingest, messages


def an_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


class Client:
    """A connection that the authorizer let in as this bot or this user."""

    def __init__(
        self, gateway: "Gateway", *, bot_id: Snowflake | None = None, user_id: Snowflake | None = None
    ) -> None:
        self.id = f"{os.urandom(8).hex()}="
        self._gateway = gateway
        self._owner = {"bot_id": bot_id, "user_id": user_id}

    @property
    def owner_id(self) -> Snowflake:
        return next(owner_id for owner_id in self._owner.values() if owner_id is not None)

    def connect(self) -> int:
        answer = connect.handler(a_lambda_event("connect", self.id, **self._owner), None)
        return int(answer["statusCode"])

    def disconnect(self) -> None:
        assert disconnect.handler(a_lambda_event("disconnect", self.id, **self._owner), None) == {"statusCode": 200}

    def say(self, message: msgspec.Struct | dict[str, Any] | str) -> list[dict[str, Any]]:
        """Send a message through the route that API Gateway would choose; return what this connection was sent."""
        body = message if isinstance(message, str) else json.encode(message).decode()
        function = ingest if '"action":"to-backend"' in body else messages
        assert function.handler(a_message_event(body, self.id, **self._owner), None) == {"statusCode": 200}
        return self.heard()

    def send(self, batch: Batch) -> dict[str, Any]:
        """Send a batch; return its one answer."""
        message = ToBackend(batch_id=batch.id, codec=batch.codec, events=batch.events, may_repeat=batch.may_repeat)
        heard = self.say(message)
        (answer,) = (message for message in heard if message["action"] != "from-backend")
        return answer

    def heard(self) -> list[dict[str, Any]]:
        return self._gateway.post_office.take(self.id)


class Gateway:
    def __init__(self, redis_client: redis.Redis, post_office: ConnectionsApi) -> None:
        self.redis = redis_client
        self.post_office = post_office

    def authorize(self, token: str) -> dict[str, Any]:
        return authorizer.handler(an_authorize_event(token), None)

    def a_ticket(self, user_id: Snowflake, login_id: str = "0" * 32) -> str:
        ticket = os.urandom(16).hex()
        holder = TicketHolder(user_id=user_id, login_id=login_id)
        self.redis.set(ticket_key(ticket), json.encode(holder), ex=60)
        return ticket

    def a_bot(self, bot_id: Snowflake) -> Client:
        """A bot that is connected and has registered with the only shard."""
        client = Client(self, bot_id=bot_id)
        assert client.connect() == 200
        answers = client.say(a_registration(bot_id))
        assert answers[0]["action"] == "registered"
        return client

    def a_browser(self, *guild_ids: Snowflake) -> Client:
        """The browser of a user who administers these guilds."""
        client = Client(self, user_id=an_id())
        assert client.connect() == 200
        self.administers(client, *guild_ids)
        return client

    def administers(self, browser: Client, *guild_ids: Snowflake) -> None:
        """Let Discord have said that the browser's user administers these guilds."""
        let_administer(self.redis, browser.owner_id, *guild_ids)


def a_registration(sender_id: Snowflake, /, **changes: Any) -> dict[str, Any]:
    sound = {
        "action": "register",
        "bot_id": str(sender_id),
        "name": "guildhall",
        "version": "0.1.0",
        "shard_ids": [0],
        "shard_count": 1,
    }
    return sound | changes

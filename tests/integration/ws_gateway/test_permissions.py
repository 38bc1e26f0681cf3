"""Each function does nothing that its role in the template does not allow: the local AWS would not tell."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import yaml  # type: ignore[import-untyped] # its stubs are a package of their own

from infra.local.deployment.deploy import TEMPLATES
from shared.features.events.model import Batch, CommittedBatch
from shared.features.logins.endings import ended_key
from shared.features.messages.settings import MessageSettings
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel import json
from shared.kernel.events import EventType, MemberGoneData
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.events import a_batch, a_guild_payload, a_guild_sync, a_message, an_event_of_a_guild
from tests.factories.lambda_events import LOGIN_ID
from tests.integration.ws_gateway.gateway import Client, Gateway, a_registration, an_id
from ws_gateway import fan_out
from ws_gateway.fan_out import wrapped
from ws_gateway.runtime import runtime

Call = tuple[str, str]
"""An action on a table or an index, as in `("dynamodb:Query", "guilds/index/by_bot")`."""


class _Template(yaml.SafeLoader):  # type: ignore[misc] # likewise
    """Reads CloudFormation's short forms as plain values."""


def _as_text(loader: _Template, _tag: str, node: yaml.Node) -> str | None:
    return str(loader.construct_scalar(node)) if isinstance(node, yaml.ScalarNode) else None


_Template.add_multi_constructor("!", _as_text)


def allowed(function: str) -> set[Call]:
    template = yaml.load((TEMPLATES / "gateway.yaml").read_text(), _Template)  # noqa: S506 - a SafeLoader
    (policy,) = template["Resources"][f"{function.title().replace('_', '')}Role"]["Properties"]["Policies"]
    return {
        (action, resource.rpartition("${TablePrefix}")[2])
        for statement in policy["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
        if action.startswith("dynamodb:") and isinstance(resource, str)
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@contextmanager
def recorded() -> Iterator[set[Call]]:
    """Collect what the functions ask of DynamoDB."""
    calls: set[Call] = set()

    def record(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "TransactWriteItems":  # it needs what its parts need
            calls.update(
                (f"dynamodb:{kind}Item", part["TableName"].removeprefix("guildhall-"))
                for each in params["TransactItems"]
                for kind, part in each.items()
            )
            return
        tables = [params["TableName"]] if "TableName" in params else list(params["RequestItems"])
        index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
        calls.update((f"dynamodb:{model.name}", table.removeprefix("guildhall-") + index) for table in tables)

    events = runtime().dynamodb.meta.events
    events.register("before-parameter-build.dynamodb", record, unique_id="permissions")
    yield calls
    events.unregister("before-parameter-build.dynamodb", unique_id="permissions")


def test_connect(gateway: Gateway) -> None:
    with recorded() as calls:
        Client(gateway, user_id=an_id()).connect()

    assert calls
    assert calls <= allowed("connect")


def test_connect_of_a_login_that_ended_meanwhile(gateway: Gateway) -> None:
    browser = Client(gateway, user_id=an_id())
    gateway.redis.set(ended_key(LOGIN_ID), b"", ex=60)

    with recorded() as calls:
        status = browser.connect()
    gateway.redis.delete(ended_key(LOGIN_ID))

    assert status == 500
    assert runtime().connections.of_user(browser.owner_id) == []
    assert calls <= allowed("connect")


def test_disconnect(gateway: Gateway) -> None:
    guild_id = an_id()
    browser, bot = gateway.a_browser(guild_id), gateway.a_bot(an_id())
    browser.say({"action": "subscribe", "guild_id": str(guild_id)})

    with recorded() as calls:
        browser.disconnect()
        bot.disconnect()

    assert calls
    assert calls <= allowed("disconnect")


def test_messages(gateway: Gateway) -> None:
    guild_id, bot_id = an_id(), an_id()
    keep_content(guild_id)
    cursor = speak(gateway.a_bot(bot_id), bot_id, guild_id)
    speak(gateway.a_bot(bot_id), bot_id, guild_id)
    browser, bot = gateway.a_browser(guild_id), Client(gateway, bot_id=bot_id)

    with recorded() as calls:
        bot.say(a_registration(bot_id))
        browser.say({"action": "subscribe", "guild_id": str(guild_id)})
        browser.say({"action": "subscribe", "guild_id": str(guild_id), "cursor": cursor})
        gateway.post_office.gone.add(bot.id)
        for client in (browser, bot):
            client.say({"action": "keep-alive"})
        browser.say({"action": "unsubscribe", "guild_id": str(guild_id)})
        runtime().access.forget(guild_id, None)
        browser.say({"action": "subscribe", "guild_id": str(guild_id)})

    assert ("dynamodb:Query", "events") in calls
    assert ("dynamodb:BatchGetItem", "guilds") in calls
    assert calls <= allowed("messages")


def test_ingest(gateway: Gateway) -> None:
    guild_id, bot_id = an_id(), an_id()
    keep_content(guild_id)
    bot, (gone, slow, leaver) = gateway.a_bot(bot_id), [gateway.a_browser(guild_id) for _ in range(3)]
    for browser in (gone, slow, leaver):
        browser.say({"action": "subscribe", "guild_id": str(guild_id)})
    gateway.post_office.gone.add(gone.id)
    gateway.post_office.slow.add(slow.id)

    with recorded() as calls:
        speak(bot, bot_id, guild_id)
        assert bot.send(a_loss_of_access(guild_id, bot_id, leaver.owner_id))["action"] == "backend-ack"

        assert bot.send(a_marked_batch(guild_id, bot_id))["action"] == "backend-ack"

    assert ("dynamodb:UpdateItem", "batches") in calls
    assert ("dynamodb:GetItem", "settings") in calls
    assert ("dynamodb:Query", "guilds/index/by_bot") in calls
    assert ("dynamodb:PutItem", "guild_keys") in calls
    assert calls <= allowed("ingest")


def test_fan_out(gateway: Gateway) -> None:
    guild_id = an_id()
    browsers = [gateway.a_browser(guild_id) for _ in range(3)]
    for browser in browsers:
        browser.say({"action": "subscribe", "guild_id": str(guild_id)})
    gateway.post_office.gone.add(browsers[0].id)
    gateway.post_office.slow.add(browsers[1].id)
    committed = CommittedBatch(
        batch_id=make_ulid(int(time.time() * 1000), an_id() << 10),
        received=1,
        events=[a_message(guild_id=guild_id)],
        dead_lettered=0,
        is_new=True,
    )
    (parcel,) = runtime().fan_out.prepare(committed).parcels

    with recorded() as calls:
        fan_out.handler(json.to_builtins(wrapped(parcel)), None)

    assert ("dynamodb:BatchWriteItem", "connections") in calls
    assert calls <= allowed("fan_out")


def a_marked_batch(guild_id: Snowflake, bot_id: Snowflake) -> Batch:
    batch_id = make_ulid(int(time.time() * 1000), an_id() << 10)
    return msgspec.structs.replace(
        a_batch(a_message(guild_id=guild_id), batch_id=batch_id, bot_id=bot_id), may_repeat=True
    )


def keep_content(guild_id: Snowflake) -> None:
    run = runtime()
    settings = SettingsService(SettingsTable(run.dynamodb, run.config.aws))
    settings.change(guild_id, "messages", MessageSettings(store_content=True), 0)


def a_loss_of_access(guild_id: Snowflake, bot_id: Snowflake, user_id: Snowflake) -> Batch:
    left = an_event_of_a_guild(EventType.MEMBER_REMOVE, MemberGoneData(user_id=user_id), guild_id=guild_id)
    return a_batch(left, batch_id=make_ulid(int(time.time() * 1000), an_id() << 10), bot_id=bot_id)


def speak(bot: Client, bot_id: Snowflake, guild_id: Snowflake) -> str:
    """Send a batch, twice, with everything in it that makes a difference."""
    sync = a_guild_sync([a_guild_payload(guild_id)], bot_id=bot_id)
    malformed = msgspec.Raw(b"7")
    batch = a_batch(
        a_message(guild_id=guild_id),
        sync,
        malformed,
        batch_id=make_ulid(int(time.time() * 1000), an_id() << 10),
        bot_id=bot_id,
    )
    for _ in range(2):
        assert bot.send(batch)["action"] == "backend-ack"
    return batch.id

"""Messages."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL, LOW_ROLE, MEMBER

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = f"{_MESSAGES}/{{message_id}}"


async def send_edit_delete(visitor: Visitor) -> None:
    body = {
        "content": f"hello <@{MEMBER}> <@&{LOW_ROLE}> @everyone",
        "allowed_mentions": {"parse": ["users"]},
        "nonce": "abc",
        "embeds": [
            {
                "title": "T",
                "description": "D",
                "fields": [{"name": "n", "value": "v"}],
                "footer": {"text": "f"},
                "timestamp": "2026-03-01T12:00:00Z",
                "image": {"url": "https://example.org/i.png"},
            }
        ],
    }
    sent = await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body=body)
    assert [each["id"] for each in sent["mentions"]] == [str(MEMBER)]
    reply = {"content": "indeed", "message_reference": {"message_id": sent["id"]}}
    answered = await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body=reply)
    assert answered["referenced_message"]["id"] == sent["id"]
    await visitor.call("GET", _MESSAGE, CHANNEL, sent["id"], status=200)
    edited = await visitor.call("PATCH", _MESSAGE, CHANNEL, sent["id"], status=200, body={"content": "bye"})
    assert edited["embeds"] != []
    await visitor.call("PATCH", _MESSAGE, CHANNEL, sent["id"], status=200, body={"embeds": []})
    await visitor.call("DELETE", _MESSAGE, CHANNEL, sent["id"], status=204)


async def pages_and_bulk_delete(visitor: Visitor) -> None:
    sent = [
        (await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body={"content": str(number)}))["id"]
        for number in range(5)
    ]
    newest = await visitor.call("GET", _MESSAGES, CHANNEL, status=200, query={"limit": 2})
    assert [each["id"] for each in newest] == [sent[4], sent[3]]
    older = await visitor.call("GET", _MESSAGES, CHANNEL, status=200, query={"before": sent[2]})
    assert [each["id"] for each in older] == [sent[1], sent[0]]
    newer = await visitor.call("GET", _MESSAGES, CHANNEL, status=200, query={"after": sent[0], "limit": 2})
    assert [each["id"] for each in newer] == [sent[2], sent[1]]
    around = await visitor.call("GET", _MESSAGES, CHANNEL, status=200, query={"around": sent[2], "limit": 3})
    assert [each["id"] for each in around] == [sent[3], sent[2], sent[1]]
    await visitor.call("POST", f"{_MESSAGES}/bulk-delete", CHANNEL, status=204, body={"messages": sent[:3]})


async def components(visitor: Visitor) -> None:
    buttons = [
        {"type": 2, "style": 4, "label": "Ban", "custom_id": "ban"},
        {"type": 2, "style": 5, "label": "Rules", "url": "https://example.org"},
    ]
    choices = [{"label": "Spam", "value": "spam"}, {"label": "Raid", "value": "raid"}]
    menu = {"type": 3, "custom_id": "why", "options": choices}
    rows = [{"type": 1, "components": buttons}, {"type": 1, "components": [menu]}]
    sent = await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body={"content": "act", "components": rows})
    assert [[each["id"] for each in row["components"]] for row in sent["components"]] == [[2, 3], [5]]
    await visitor.call("PATCH", _MESSAGE, CHANNEL, sent["id"], status=200, body={"components": []})


async def refusals(visitor: Visitor) -> None:
    await visitor.call("POST", _MESSAGES, CHANNEL, status=400, body={})
    await visitor.call("POST", _MESSAGES, CHANNEL, status=400, body={"content": "x" * 2001}, valid=False)
    two_errors = {"content": "x" * 2001, "embeds": [{"title": "y" * 257}]}
    refused = await visitor.call("POST", _MESSAGES, CHANNEL, status=400, body=two_errors, valid=False)
    assert refused["errors"].keys() == {"content", "embeds"}
    await visitor.call("GET", _MESSAGE, CHANNEL, 1, status=404)
    once = {"messages": ["1"]}
    await visitor.call("POST", f"{_MESSAGES}/bulk-delete", CHANNEL, status=400, body=once, valid=False)

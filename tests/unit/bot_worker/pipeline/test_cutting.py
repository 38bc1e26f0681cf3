"""Cutting an event down."""

from typing import Any

import msgspec

from bot_worker.pipeline.cutting import cut_down


def _event(data: Any) -> bytes:
    return msgspec.json.encode({"id": "x:1", "type": "x", "guild_id": "7", "data": data, "timestamp": 1})


def test_texts_are_shortened_no_more_than_needed_and_ids_stay_whole() -> None:
    event = _event({"id": "123456789012345678", "text": "é" * 9_000, "inner": [{"note": "n" * 9_000}]})

    cut = msgspec.json.decode(cut_down(event, lambda body: len(body) < 4_000))

    assert cut["data"] == {
        "id": "123456789012345678",
        "text": "é" * 1024,
        "inner": [{"note": "n" * 1024}],
        "truncated": True,
    }
    assert (cut["id"], cut["guild_id"], cut["timestamp"]) == ("x:1", "7", 1)


def test_lists_keep_all_their_items() -> None:
    event = _event({"guilds": ["1", "2", "3"], "text": "a" * 9_000})

    cut = msgspec.json.decode(cut_down(event, lambda body: len(body) < 1_000))

    assert cut["data"]["guilds"] == ["1", "2", "3"]


def test_data_that_no_shortening_helps_is_left_out_but_the_event_remains() -> None:
    event = _event([list(range(10_000))])

    cut = msgspec.json.decode(cut_down(event, lambda body: len(body) < 200))

    assert cut["data"] == {"truncated": True}
    assert cut["id"] == "x:1"

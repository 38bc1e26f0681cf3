"""An edit is told once, and what is said of it later is none."""

from bot_worker.capture.edits import RECENT_MS, Edits


def test_it_forgets_edits_that_are_long_past() -> None:
    edits = Edits()

    assert all(edits.is_new(f"message_update:{number}", number * 1_000, number * 1_000) for number in range(20_000))

    assert len(edits._told) < 10_000
    assert not edits.is_new("message_update:1", 1_000, 1_000 + RECENT_MS + 1)

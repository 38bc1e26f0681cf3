"""The local AWS's state is saved while it runs, whole or not at all."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from infra.local.aws_server import Snapshots, recover, saving


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.01)


def _writing(text: list[str]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "tables.json").write_text(text[0])

    return write


async def test_a_change_is_saved_soon_by_a_child_that_saw_it(tmp_path: Path) -> None:
    text = ["one"]
    state = tmp_path / "state"
    snapshots = Snapshots(state, _writing(text))
    saver = asyncio.create_task(snapshots.keep_saving())

    snapshots.note_change()
    await _until(state.exists)
    text[0] = "two"
    snapshots.note_change()
    await _until(lambda: (state / "tables.json").read_text() == "two")
    saver.cancel()

    assert (tmp_path / "state.old" / "tables.json").read_text() == "one"


async def test_only_requests_that_may_change_something_are_followed_by_a_save(tmp_path: Path) -> None:
    saves: list[Path] = []
    snapshots = Snapshots(tmp_path / "state", saves.append)

    async def app(_scope: object, _receive: object, _send: object) -> None:
        return

    async def receive() -> dict[str, object]:
        return {}

    async def send(_message: object) -> None:
        return

    served = saving(app, snapshots, lambda: None)
    for target in (b"DynamoDB_20120810.Query", b"DynamoDB_20120810.GetItem"):
        await served({"type": "http", "method": "POST", "headers": [(b"x-amz-target", target)]}, receive, send)
    await served({"type": "http", "method": "GET", "headers": []}, receive, send)
    unchanged = snapshots.has_changed
    await served(
        {"type": "http", "method": "POST", "headers": [(b"x-amz-target", b"DynamoDB_20120810.PutItem")]},
        receive, send,
    )  # fmt: skip

    assert not unchanged
    assert snapshots.has_changed


def test_what_was_cut_short_is_removed_and_the_last_whole_state_is_used(tmp_path: Path) -> None:
    (tmp_path / "state.old").mkdir()
    (tmp_path / "state.old" / "tables.json").write_text("whole")
    (tmp_path / "state.4711").mkdir()

    recover(tmp_path / "state")

    assert (tmp_path / "state" / "tables.json").read_text() == "whole"
    assert not (tmp_path / "state.4711").exists()

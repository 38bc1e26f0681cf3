"""Setup does what is needed, once, and says what went wrong."""

import io
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.local.problems import LocalError
from infra.local.setup.node import is_suitable
from infra.local.setup.steps import Step, carry_out, execute, fingerprint
from infra.local.terminal import Terminal, table


def a_step(folder: Path, made: list[str], *, of: str = "1") -> Step:
    result = folder / "result"

    def make() -> None:
        made.append(of)
        time.sleep(0.05)
        result.touch()

    return Step(title="a step", stamp=folder / "stamp", fingerprint=fingerprint(of), result=result, make=make)


def test_a_step_is_done_again_only_when_its_inputs_change_or_its_result_is_gone(tmp_path: Path) -> None:
    made: list[str] = []
    terminal = Terminal(io.StringIO())

    carry_out(a_step(tmp_path, made), terminal)
    carry_out(a_step(tmp_path, made), terminal)
    carry_out(a_step(tmp_path, made, of="2"), terminal)
    (tmp_path / "result").unlink()
    carry_out(a_step(tmp_path, made, of="2"), terminal)

    assert made == ["1", "2", "2"]


def test_two_that_need_a_step_at_the_same_time_do_it_once(tmp_path: Path) -> None:
    made: list[str] = []
    terminal = Terminal(io.StringIO())

    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: carry_out(a_step(tmp_path, made), terminal), range(4)))

    assert (made, sorted(done)) == (["1"], [False, False, False, True])


def test_a_command_that_fails_shows_its_last_words_and_the_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.local.setup.steps.SETUP_LOG", tmp_path / "setup.log")

    with pytest.raises(LocalError) as caught:
        execute([sys.executable, "-c", "print('first'); raise SystemExit('no network')"], advice="Try later.")

    assert "no network" in str(caught.value)
    assert "Try later." in str(caught.value)


def test_a_command_that_is_missing_is_named() -> None:
    with pytest.raises(LocalError, match="nonexistent-tool cannot be started"):
        execute(["nonexistent-tool"], advice="Install it.")


@pytest.mark.parametrize(
    ("version", "suitable"),
    [("v20.19.0", True), ("v20.18.3", False), ("v21.7.0", False), ("v22.11.0", False), ("v22.12.0", True),
     ("v24.0.0", True), ("v18.20.4", False), ("", False)],
)  # fmt: skip
def test_node_is_suitable_where_vite_runs(version: str, suitable: bool) -> None:
    assert is_suitable(version) is suitable


def test_a_table_is_aligned() -> None:
    assert table([("a", "1"), ("long", "2")]) == ["a     1", "long  2"]


def test_what_is_said_is_kept_in_the_log(tmp_path: Path) -> None:
    terminal = Terminal(io.StringIO())
    terminal.keep_log(tmp_path / "supervisor.log")

    terminal.say("one\ntwo")

    lines = (tmp_path / "supervisor.log").read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["one", "two"]

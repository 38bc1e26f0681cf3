"""Following a log that grows, is replaced, or starts in the middle of a line."""

from pathlib import Path

from infra.local.commands.logs import Tail


def test_only_whole_new_lines_are_read(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text("one\ntw")
    tail = Tail(log)

    first = tail.lines()
    log.write_text("one\ntwo\nthree\n")
    second = tail.lines()

    assert first == ["one"]
    assert second == ["two", "three"]
    assert tail.lines() == []


def test_a_log_that_was_replaced_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text("old line\n")
    tail = Tail(log)
    tail.lines()

    log.rename(tmp_path / "bot.log.1")
    log.write_text("new\n")

    assert tail.lines() == ["new"]


def test_a_long_log_is_shown_from_its_last_lines_on(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text("".join(f"line {number}\n" for number in range(2000)))

    lines = Tail(log).lines()

    assert lines[-1] == "line 1999"
    assert len(lines) < 1000
    assert lines[0].startswith("line ")

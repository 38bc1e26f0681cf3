"""The container gets the versions that everything is tested with."""

from pathlib import Path

ROOT = Path(__file__).parents[3]


def _pins(path: Path) -> set[str]:
    return {line for line in path.read_text().splitlines() if line and not line.startswith("#")}


def test_the_workers_requirements_are_a_part_of_the_projects() -> None:
    assert _pins(ROOT / "bot_worker/requirements.txt") <= _pins(ROOT / "requirements.txt")

"""Decisions are numbered once, titled by their number, and all in the index."""

import re
from typing import Final

from tests.architecture.tree import ROOT

FOLDER: Final = ROOT / "docs" / "adr"
DECISIONS: Final = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")


def test_no_two_decisions_have_one_number_and_none_is_left_out() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_a_decision_begins_with_its_number() -> None:
    titles = {path.name: path.read_text().splitlines()[0] for path in DECISIONS}

    assert [name for name, title in titles.items() if not title.startswith(f"# {name[:4]} — ")] == []


def test_the_index_lists_every_decision() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \|", (FOLDER / "README.md").read_text(), flags=re.MULTILINE)

    assert listed == [(path.name[:4], path.name) for path in DECISIONS]

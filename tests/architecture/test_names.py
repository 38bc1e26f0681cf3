"""A module's name says what is in it."""

from tests.architecture.tree import ROOT, sources

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core", "base", "lib"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    paths = [path.relative_to(ROOT) for path in sources(tests=True)]

    assert [str(path) for path in paths if {path.stem, *path.parts[:-1]} & EMPTY_NAMES] == []

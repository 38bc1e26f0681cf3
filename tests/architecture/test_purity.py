"""Decisions know no clock, no randomness, no environment and no I/O: those are passed in."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

IMPURE_CALLS = {
    "datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic", "time.sleep", "uuid.uuid4",
    "os.getenv", "os.urandom", "open", "print", "asyncio.sleep",
}  # fmt: skip
IMPURE_MODULES = {
    "random",
    "secrets",
    "os",
    "time",
    "socket",
    "requests",
    "boto3",
    "botocore",
    "redis",
    "sqlite3",
    "subprocess",
}
PURE = [
    path
    for path in sorted((ROOT / "shared").rglob("*.py"))
    if "kernel" in path.parts or ("features" in path.parts and path.name not in {"table.py", "__init__.py"})
]


def _impurities(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            found |= {ast.unparse(node.func)} & IMPURE_CALLS
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names} & IMPURE_MODULES
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").split(".")[0]} & IMPURE_MODULES
    return found


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_decisions_are_pure(path: Path) -> None:
    assert _impurities(path) == set()

"""The typical file and function stay short enough to be read at one go."""

import ast
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.tree import sources

FILE_LINES = {"median": 120, "p95": 300, "longest": 400}
BODY_LINES = {"p95": 30, "longest": 50}


def _bodies(path: Path) -> dict[str, int]:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for node in functions
    }


def test_files_are_short() -> None:
    lines = {str(path): len(path.read_text().splitlines()) for path in sources(tests=True) if path.stat().st_size}

    assert {path: size for path, size in lines.items() if size > FILE_LINES["longest"]} == {}
    assert median(lines.values()) <= FILE_LINES["median"]
    assert quantiles(lines.values(), n=20)[-1] <= FILE_LINES["p95"]


def test_functions_are_short() -> None:
    bodies = {name: size for path in sources(tests=False) for name, size in _bodies(path).items()}

    assert {name: size for name, size in bodies.items() if size > BODY_LINES["longest"]} == {}
    assert quantiles(bodies.values(), n=20)[-1] <= BODY_LINES["p95"]

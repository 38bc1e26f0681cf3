"""`python -m tests.bench [MODULE …]`: print one JSON object a figure, for all benchmarks or for those that are named.

A benchmark is a module here with a function `figures()`, which measures and yields `Figure`s. Read the ratios: both
sides of each are measured in the same run, on the same machine.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType

import msgspec

import tests.bench


def benchmarks(names: list[str]) -> Iterator[ModuleType]:
    found = sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name != "__main__")
    for name in names or found:
        module = importlib.import_module(f"tests.bench.{name}")
        if hasattr(module, "figures"):
            yield module


def main() -> None:
    for module in benchmarks(sys.argv[1:]):
        for figure in module.figures():
            print(msgspec.json.encode(figure).decode(), flush=True)


if __name__ == "__main__":
    main()

"""`python -m tests.bench [MODULE …]`: print one JSON object a figure, for all benchmarks or for those that are named.

A benchmark is a module here with a function `figures()`, which measures and yields `Figure`s. Read the ratios: both
sides of each are measured in the same run, on the same machine. Several benchmarks run in a process each, so that none
is measured among what others left behind.
"""

import importlib
import pkgutil
import subprocess
import sys
from types import ModuleType

import msgspec

import tests.bench


def benchmarks() -> list[str]:
    """Return the names of the modules that have figures."""
    names = sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name != "__main__")
    return [name for name in names if hasattr(_module(name), "figures")]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tests.bench.{name}")


def main(names: list[str]) -> int:
    """Return 1 where a benchmark failed, after the others."""
    if len(names) == 1:
        for figure in _module(names[0]).figures():
            print(msgspec.json.encode(figure).decode(), flush=True)
        return 0
    ended = [subprocess.run([sys.executable, "-m", "tests.bench", name]) for name in names or benchmarks()]
    return int(any(each.returncode for each in ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

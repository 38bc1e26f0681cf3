"""The SPA: its packages and its build."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED, SPA, SPA_BUILD
from infra.local.setup.node import Node
from infra.local.setup.steps import Step, execute, fingerprint

_NOT_SOURCE: Final = {"node_modules", "dist", "coverage", ".vite"}


def packages_step(node: Node) -> Step:
    return Step(
        title="SPA packages",
        stamp=INSTALLED / "stamps" / "spa-packages",
        fingerprint=fingerprint(node.version, files=[SPA / "package-lock.json"]),
        result=SPA / "node_modules",
        make=lambda: execute(
            [node.npm, "ci", "--no-audit", "--no-fund"],
            cwd=SPA,
            env=node.environment(),
            advice="Is the npm registry reachable? Run the same command again once it is.",
        ),
    )


def build_step(node: Node) -> Step:
    return Step(
        title="SPA build",
        stamp=INSTALLED / "stamps" / "spa-build",
        fingerprint=fingerprint(node.version, files=_sources(SPA)),
        result=SPA_BUILD / "index.html",
        make=lambda: execute(
            [node.npm, "run", "build"], cwd=SPA, env=node.environment(), advice="The SPA does not build."
        ),
    )


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in _NOT_SOURCE:
                yield from _sources(entry)
        elif entry.suffix != ".log":
            yield entry

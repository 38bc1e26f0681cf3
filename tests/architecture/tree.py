"""What the architecture tests look at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_CODE: Final = ("api", "bot_worker", "infra", "shared", "ws_gateway")


def sources(*, tests: bool) -> Iterator[Path]:
    """Every Python file of ours, each once (`api/vendor/shared` is a link to `shared`)."""
    for folder in (*_CODE, "tests") if tests else _CODE:
        yield from sorted(
            path
            for path in (ROOT / folder).rglob("*.py")
            if not {"vendor", "node_modules", "__pycache__"} & set(path.relative_to(ROOT).parts)
        )

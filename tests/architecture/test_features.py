"""A feature has every side that it declares, and no side that it does not."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

FEATURES = sorted(path.name for path in (ROOT / "shared/features").iterdir() if (path / "__init__.py").is_file())
PLACES = {
    "api": "api/chalicelib/routes/{}.py",
    "bot": "bot_worker/features/{}.py",
    "spa": "frontend_static/src/features/{}",
}


def _sides_present(feature: str) -> set[str]:
    return {side for side, place in PLACES.items() if (ROOT / place.format(feature)).exists()}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_complete_on_every_side_that_it_declares(feature: str) -> None:
    declared = import_module(f"shared.features.{feature}").SIDES

    assert set(declared) == _sides_present(feature)


def test_nothing_is_delivered_without_a_feature_behind_it() -> None:
    apart = {"health", "openapi"}  # these speak of the API itself
    delivered = {
        path.stem
        for place in ("api/chalicelib/routes", "bot_worker/features")
        for path in (ROOT / place).glob("[a-z]*.py")
    }

    assert delivered - apart - set(FEATURES) == set()


def test_every_feature_stands_on_the_ladder() -> None:
    ladder = (Path(ROOT) / "pyproject.toml").read_text()

    assert [feature for feature in FEATURES if f'"{feature}"' not in ladder] == []

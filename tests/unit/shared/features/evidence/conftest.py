"""A moderator's desk with one case on it."""

import pytest

from tests.unit.shared.features.evidence.desk import Desk


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.open_case()
    return desk

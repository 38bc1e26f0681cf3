"""A guild that hears appeals."""

import pytest

from tests.unit.shared.features.appeals.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()

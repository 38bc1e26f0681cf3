"""A stack with a crowd, for all tests here that need one."""

from collections.abc import Iterator

import pytest

from tests.e2e.moderators import MEMBERS, Crowd
from tests.fixtures.running_stack import RunningStack, running_stack


@pytest.fixture(scope="package")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack apart, with Discord's own limits: the others' guilds are small, for the sake of their tests' time."""
    variables = {"GUILDHALL_DISCORD_MEMBERS": str(MEMBERS), "GUILDHALL_DISCORD_GUILDS": "2"}
    with running_stack(tmp_path_factory.mktemp("crowded"), variables) as running:
        yield running


@pytest.fixture(scope="package")
def crowd(crowded: RunningStack) -> Iterator[Crowd]:
    """Its first guild, where moderators may moderate and give roles."""
    with Crowd.of(crowded) as crowd:
        crowd.let_moderators_moderate()
        yield crowd

"""Cases that name only what a test is about."""

from typing import Any

from shared.features.cases.model import CaseKind, CaseSource, CaseState, Named, NewCase
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD
from tests.fakes.clock import NOON

ADA = Named(user_id=Snowflake(5), name="Ada")
BRUNO = Named(user_id=Snowflake(6), name="Bruno")
MALLORY = Named(user_id=Snowflake(66), name="Mallory")


def a_new_case(**given: Any) -> NewCase:
    """A warn of Mallory by Ada."""
    defaults: dict[str, Any] = {
        "guild_id": GUILD,
        "kind": CaseKind.WARN,
        "source": CaseSource.WEB,
        "user": MALLORY,
        "moderator": ADA,
        "reason": "spam",
        "at": NOON,
        "state": CaseState.DONE,
    }
    return NewCase(**{**defaults, **given})

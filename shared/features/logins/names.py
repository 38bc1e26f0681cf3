"""How people are called who have logged in."""

from typing import Final

from shared.features.logins.ports import AccountStore
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

NOBODY: Final = "somebody"


def name_in(accounts: AccountStore, user_id: Snowflake) -> str:
    """Return a user's name at their last login."""
    try:
        return accounts.load(user_id).profile.username
    except NotFoundError:  # erased a moment ago
        return NOBODY

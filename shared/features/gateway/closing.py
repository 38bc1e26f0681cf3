"""End the WebSockets of a login, or of all of a user's."""

import logging
from contextlib import suppress

from shared.features.gateway.ports import Closing, ConnectionStore
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


class UserConnections:
    def __init__(self, connections: ConnectionStore, gateway: Closing) -> None:
        self._connections = connections
        self._gateway = gateway

    def count(self, user_id: Snowflake) -> int:
        return len(self._connections.of_user(user_id))

    def close(self, user_id: Snowflake, login_id: str = "") -> int:
        """Close as many as can be reached, and return how many there were.

        Nothing is raised: one that cannot be closed now is forgotten, so that it hears nothing more, and ends by API
        Gateway's own limit of two hours.
        """
        try:
            found = self._connections.of_user(user_id, login_id)
            for connection_id in found:
                with suppress(NotFoundError, UnavailableError):
                    self._gateway.close(connection_id)
                self._connections.forget(connection_id)
        except UnavailableError as error:
            log.warning("connections.not_closed", extra={"user_id": user_id}, exc_info=error.__cause__)
            return 0
        return len(found)

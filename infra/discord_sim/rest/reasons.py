"""The reason that a moderator gives, from `X-Audit-Log-Reason`."""

from urllib.parse import unquote

from infra.discord_sim.world.errors import invalid_form

_MAX_LENGTH = 512  # discord.com/developers/docs/resources/audit-log


def read(header: str | None) -> str | None:
    """Decode a reason; raise 50035 for one of more than 512 characters."""
    if not header:
        return None
    reason = unquote(header).strip()
    if len(reason) > _MAX_LENGTH:
        raise invalid_form("X-Audit-Log-Reason", "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_LENGTH} or fewer in length.")
    return reason or None

"""What an event is worth when there is no room for all: the least valuable kinds go first."""

from typing import Final

UNKNOWN: Final = 4  # of a newer version: it may be anything
IMPORTANT: Final = 6  # from here on an event changes what people may do, or says what moderators did
MOST: Final = 9

_BY_VALUE: Final[dict[int, tuple[str, ...]]] = {
    0: ("voice_state_update",),
    1: ("message_create",),
    2: ("message_update", "emojis_update", "thread_create", "thread_update", "thread_delete"),
    3: ("message_delete", "message_delete_bulk", "invite_create", "invite_delete", "guild_update"),
    5: ("channel_create", "channel_update", "channel_delete", "webhooks_update", "member_join"),
    6: ("member_update", "member_remove", "member_gone", "role_create", "role_update", "role_delete"),
    7: ("guild_sync", "guild_create", "guild_delete", "owner_change"),
    8: ("member_ban", "member_unban", "automod_execution", "audit_log_entry"),
    MOST: ("gap",),
}
_VALUES: Final = {kind: value for value, kinds in _BY_VALUE.items() for kind in kinds}


def value_of(kind: str) -> int:
    """Return from 0, shed first, to `MOST`."""
    return _VALUES.get(kind, UNKNOWN)

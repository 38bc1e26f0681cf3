"""Which features have settings, and of what type."""

from typing import Final

import msgspec

from shared.features.messages.settings import MessageSettings

REGISTRY: Final[dict[str, type[msgspec.Struct]]] = {"messages": MessageSettings}

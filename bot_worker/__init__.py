"""The bot: listens to Discord and hands every event to the backend, in order and without loss."""

from typing import Final

NAME: Final = "guildhall"
VERSION: Final = "0.1.0"

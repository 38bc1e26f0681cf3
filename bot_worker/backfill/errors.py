"""What can go wrong when the past is read.

BackfillError
├── NotReadableError    the bot may not, or there is nothing any more: it stays a gap
└── DiscordAwayError    later it may work
"""


class BackfillError(Exception):
    """Discord did not give a page."""


class NotReadableError(BackfillError):
    """The bot may not read there, or the channel has gone."""


class DiscordAwayError(BackfillError):
    """Discord did not answer, or not with a page."""

"""Whether a message is one of those that a filter means."""

import re
from typing import Final

import re2

from shared.adapters.discord.resources.messages import Message
from shared.features.purges.model import PurgeFilter
from shared.kernel.fields import Problem, refuse

# discord.com/developers/docs/resources/message#message-object-message-types: those that nobody can delete
UNDELETABLE: Final = frozenset({1, 2, 3, 4, 5, 14, 15, 16, 17, 21})
_LINK: Final = re.compile(r"https?://[^\s/]|\bdiscord(?:\.gg|(?:app)?\.com/invite)/\w", re.IGNORECASE)
_PATTERN_BYTES: Final = 1 << 20  # for what RE2 makes of a pattern: one that needs more is refused


class Matcher:
    """Raise `InvalidInputError` for a pattern that RE2 does not know."""

    def __init__(self, wanted: PurgeFilter) -> None:
        self._wanted = wanted
        self._authors = frozenset(wanted.user_ids)
        self._text = None if wanted.text is None else wanted.text.casefold()
        self._pattern = None if wanted.pattern is None else _compiled(wanted.pattern)

    def matches(self, message: Message) -> bool:
        """Say whether a message goes, but for its time."""
        wanted = self._wanted
        return (
            message.type not in UNDELETABLE
            and (wanted.pinned or not message.pinned)
            and (not self._authors or message.author.id in self._authors)
            and wanted.bots in {None, is_of_bot(message)}
            and not (wanted.attachments and not message.attachments)
            and self._says(message.content)
        )

    def _says(self, content: str) -> bool:
        return (
            (self._text is None or self._text in content.casefold())
            and not (self._wanted.links and _LINK.search(content) is None)
            and (self._pattern is None or self._pattern.search(content) is not None)
        )


def is_of_bot(message: Message) -> bool:
    return message.author.bot or message.webhook_id is not None


def _compiled(pattern: str) -> "re2._Regexp":
    """RE2 takes time that grows with the text alone, whatever the pattern."""
    options = re2.Options()
    options.max_mem = _PATTERN_BYTES
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        refuse({"pattern": Problem.UNKNOWN})
        raise

"""That something changed, without saying how: a page asks for it with its own rights."""

import msgspec

from shared.kernel.wire import NoticeTopic


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the case's number, or the id of the job, timer or action; empty for settings, and for several at once."""

    topic: NoticeTopic
    id: str = ""

"""What is to be done to each channel, and what came of it."""

import msgspec

from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.features.lockdown.model import Held, LockOutcome, LockResult
from shared.features.snapshots.refusals import refusal_of
from shared.kernel.errors import AppError, DiscordApiError, DiscordBusyError


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """@everyone's overwrite in a channel, as it is and as it is to be; `held` is the lock that is made, or undone."""

    channel: Channel
    before: Overwrite | None = None
    after: Overwrite | None = None
    held: Held | None = None
    outcome: LockOutcome = LockOutcome.UNCHANGED
    error: AppError | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something to do: a lock to make, or to undo."""
        return self.outcome is LockOutcome.DONE

    @property
    def surely_failed(self) -> bool:
        """Whether nothing has changed at Discord; of what got no answer, nobody knows."""
        return self.outcome is LockOutcome.NOT_TRIED or isinstance(self.error, DiscordApiError | DiscordBusyError)


def result_of(step: Step) -> LockResult:
    refusal = None if step.error is None else refusal_of(step.error)
    return LockResult(id=step.channel.id, name=step.channel.name or "", outcome=step.outcome, refusal=refusal)

"""`python -m infra.operations.dead_letters [list | replay ID | replay --all]`: events that could not be read.

Reads the same variables as the API. A replay tries each again: what can be read by now is stored once, right behind the
batch that it came in; what cannot stays, with the reason. What an event says of somebody's access is not carried out
again: what the bot has reported since holds.
"""

import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.secrets import with_secrets
from shared.config.environment import ConfigError, Environment
from shared.config.sections import read_aws
from shared.features.events.model import DeadLetter, ReplayedLetter
from shared.features.notices.later import LaterNotices
from shared.kernel.buckets import DEFAULT_PLAN
from shared.kernel.errors import AppError
from shared.wiring.commit import dead_letter_box, dead_letter_replay
from shared.wiring.imports import audit_imports

_ENTROPY_BITS: Final = 80
USAGE = "dead-letters [list | replay ID | replay --all]"


class _NoAccessEffects:
    def apply(self, effects: object) -> None:
        """Do nothing: access that changed long ago is known by now."""


def carry_out(variables: Mapping[str, str], words: Sequence[str], say: Callable[[str], None]) -> int:
    """Return how many letters are left that cannot be read; raise `ConfigError`, or `ValueError` for other words."""
    env = Environment(variables)
    aws, keys = read_aws(env), env.keys("ENCRYPTION_KEY", "ENCRYPTION_KEY_PREVIOUS")
    plan = env.bucket_plan("EVENT_BUCKETS", DEFAULT_PLAN)
    env.check()
    client = dynamodb_client(aws)
    box = dead_letter_box(client, aws, keys, _now)
    match list(words):
        case [] | ["list"]:
            letters = [sealed.letter for sealed in box.all()]
            return _listed(letters, say)
        case ["replay", "--all"]:
            ids = [sealed.letter.id for sealed in box.all()]
        case ["replay", letter_id]:
            ids = [letter_id]
        case _:
            raise ValueError(USAGE)
    audits = audit_imports(client, aws, None, LaterNotices(), _now, lambda: secrets.randbits(_ENTROPY_BITS))
    replay = dead_letter_replay(client, aws, plan, keys, _NoAccessEffects(), audits, _now)
    say(f"Trying {len(ids)} dead letters again.")
    return sum(not _told(replay.replay(letter_id), say).stored for letter_id in ids)


def _now() -> datetime:
    return datetime.now(UTC)


def _listed(letters: Sequence[DeadLetter], say: Callable[[str], None]) -> int:
    for letter in sorted(letters, key=lambda each: each.id):
        of_guild = f"guild {letter.guild_id}" if letter.guild_id else "no guild"
        kind = letter.claimed_type or "an unknown type"
        say(f"{letter.id}  {letter.received_at:%Y-%m-%d %H:%M}  {of_guild}  {kind}, {letter.size_bytes} bytes")
        say(f"    {letter.reason}")
    say(f"{len(letters)} dead letters.")
    return 0


def _told(replayed: ReplayedLetter, say: Callable[[str], None]) -> ReplayedLetter:
    say(f"{replayed.id}: {'stored' if replayed.stored else replayed.reason}")
    return replayed


def main() -> None:
    try:
        left = carry_out(with_secrets(os.environ), sys.argv[1:], print)
    except (AppError, ConfigError, ValueError) as error:
        sys.exit(str(error))
    if left:
        sys.exit(f"{left} cannot be read yet.")


if __name__ == "__main__":
    main()

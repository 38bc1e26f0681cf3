"""Remembers what a request was answered, so that the same request, sent again, is not carried out again."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from shared.adapters.redis_store import redis_errors
from shared.kernel import json
from shared.kernel.answers import RememberedAnswer

if TYPE_CHECKING:
    from redis import Redis

RUNNING_LIFETIME: Final = timedelta(seconds=60)  # longer than a request may take: whoever ran it is dead by then
ANSWER_LIFETIME: Final = timedelta(hours=24)


_answer: Final = json.Decoder(RememberedAnswer)


class RedisAnswers:
    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    def begin(self, key: str, request: str) -> RememberedAnswer | None:
        """Note that a request runs; return what is known of one under this key, None where this is the first."""
        running = json.encode(RememberedAnswer(request=request))
        with redis_errors():
            known = self._redis.set(key, running, nx=True, get=True, px=RUNNING_LIFETIME)
        return _answer.decode(known) if isinstance(known, bytes) else None

    def finish(self, key: str, answer: RememberedAnswer) -> None:
        with redis_errors():
            self._redis.set(key, json.encode(answer), px=ANSWER_LIFETIME)

    def forget(self, key: str) -> None:
        """Let the request be tried again."""
        with redis_errors():
            self._redis.delete(key)

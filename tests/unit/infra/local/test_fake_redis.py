"""The Redis of last resort speaks well enough to be seen as ready."""

import sys
from pathlib import Path

import redis

from infra.local import environment
from infra.local.ports import free_port
from infra.local.supervision.probes import answers_redis
from tests.fixtures.processes import running


async def test_fakeredis_is_seen_as_ready_and_does_what_logins_need(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "infra.local.fake_redis", str(port)]
    client = redis.Redis(port=port, decode_responses=True)

    with running(command, env=environment.plain(), log=tmp_path / "log", is_ready=lambda: _answers(client)), client:
        client.set("key", "value", ex=60)

        assert await answers_redis(port)()
        assert client.getdel("key") == "value"
        assert client.get("key") is None


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False

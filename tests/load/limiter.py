"""`python -m tests.load.limiter [--processes 50] [--seconds 60]`: many processes hammer one Discord; a line of JSON.

A simulator with Discord's own limits, a Redis that is killed in the middle and comes back empty, and processes that
share nothing but that Redis. Half of the processes want one guild only; nobody else may starve for it.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import msgspec
import redis

from infra.local import environment
from infra.local.ports import free_port
from infra.local.setup.redis import find_redis
from infra.local.terminal import Terminal
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.processes import running
from tests.load.hammer import Tally, Target, hammer, targets_of

GLOBAL_PER_SECOND = 50
AWAY_SECONDS = 3.0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`share_of_limit`: of what the global limit allows, over the time in which Redis was there.

    `avoidable_429`: those of scope user and global while Redis was there, and how many came with its loss;
    `least_guild`, `most_guild`: a guild's requests that were answered, over those that were wanted for it.
    """

    processes: int
    seconds: float
    requests: int
    share_of_limit: float
    avoidable_429: int
    avoidable_429_around_the_loss: int
    refused: int
    failed: int
    least_guild: int
    most_guild: int
    moderation_wait_p95_ms: float
    read_wait_p95_ms: float


@contextmanager
def a_redis(folder: Path, port: int) -> Iterator[None]:
    """Run an empty Redis that keeps nothing."""
    folder.mkdir()
    engine = find_redis(Terminal())
    with running(
        engine.command(port, folder), env=environment.plain(), log=folder / "log", is_ready=lambda: _answers(port)
    ):
        yield


def run(folder: Path, discord: SimulatorProcess, processes: int, seconds: float, *, kill: bool) -> Figures:
    """Hammer for so long; with `kill`, Redis dies in the middle and is back, empty, after `AWAY_SECONDS`."""
    port = free_port()
    context = multiprocessing.get_context("fork")
    tallies: SimpleQueue[Tally] = context.SimpleQueue()
    guilds = targets_of(discord)
    began = time.monotonic()
    with ExitStack() as redis_now, ExitStack() as workers:
        redis_now.enter_context(a_redis(folder / "first", port))
        for number in range(processes):
            wanted = guilds[:1] if number % 2 else guilds
            target = Target(discord.api_url, discord.bot_token, f"redis://127.0.0.1:{port}/0", wanted)
            one = context.Process(target=hammer, args=(target, number, seconds, tallies))
            one.start()
            workers.callback(one.join, 30)
        if kill:
            time.sleep(seconds / 2)
            redis_now.pop_all().close()
            time.sleep(AWAY_SECONDS)
            redis_now.enter_context(a_redis(folder / "second", port))
        done = [tallies.get() for _ in range(processes)]
    return summed_up(done, processes, seconds, (began + seconds / 2) if kill else None)


def summed_up(done: list[Tally], processes: int, seconds: float, lost_at: float | None) -> Figures:
    sent = [each for tally in done for each in tally.sent]
    limited = [at for tally in done for at in tally.limited]
    around = [at for at in limited if lost_at and lost_at - 0.5 <= at <= lost_at + AWAY_SECONDS + 5]
    by_guild = Counter(guild for _, guild, _, _ in sent)
    begin = min(at for at, *_ in sent) + 2  # everybody is at work
    end = begin + seconds - 4
    quiet = [
        at for at, *_ in sent if begin <= at <= end and not (lost_at and lost_at <= at <= lost_at + AWAY_SECONDS + 3)
    ]
    counted = (end - begin) - ((AWAY_SECONDS + 3) if lost_at else 0)
    return Figures(
        processes=processes,
        seconds=seconds,
        requests=len(sent),
        share_of_limit=round(len(quiet) / (counted * GLOBAL_PER_SECOND), 3),
        avoidable_429=len(limited) - len(around),
        avoidable_429_around_the_loss=len(around),
        refused=sum(tally.refused for tally in done),
        failed=sum(tally.failed for tally in done),
        least_guild=min(by_guild.values()),
        most_guild=max(by_guild.values()),
        moderation_wait_p95_ms=_p95(sent, "moderation"),
        read_wait_p95_ms=_p95(sent, "read"),
    )


def _p95(sent: list[tuple[float, str, str, float]], lane: str) -> float:
    waits = sorted(wait for _, _, of, wait in sent if of == lane)
    return round(waits[int(len(waits) * 0.95)] * 1000, 1) if waits else 0.0


def _answers(port: int) -> bool:
    with redis.Redis(port=port) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--no-kill", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, simulator(Path(name), "--guilds", "9", "--members", "200") as discord:
        figures = run(Path(name), discord, given.processes, given.seconds, kill=not given.no_kill)
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "error")
    main()

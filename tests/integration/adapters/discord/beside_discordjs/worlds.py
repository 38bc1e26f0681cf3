"""A simulator that is asked for its whole state, and two such states made comparable."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fixtures.discord_sim import SimulatorProcess, simulator

_ID = re.compile(r"\d{17,20}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?")


@contextmanager
def fresh_world(folder: Path) -> Iterator[tuple[SimulatorProcess, Path]]:
    """Run a simulator without limits; yield it and the file in which its state is once it has stopped."""
    folder.mkdir()
    state = folder / "state.json"
    flags = ("--guilds", "2", "--members", "40", "--seed", "7", "--limit-scale", "1000", "--state", str(state))
    with simulator(folder, *flags) as sim:
        yield sim, state


def normalised(state: Path, untouched: Path, chosen_time: str) -> Any:
    """Return a state where ids that are not in the untouched one are numbered, and times, but for a chosen one, later.

    Who is online is left out: a client that listens to the gateway is.
    """
    before, text = untouched.read_text(), state.read_text()
    fresh = sorted(set(_ID.findall(text)) - set(_ID.findall(before)), key=int)
    names = {each: f"new {number}" for number, each in enumerate(fresh)}
    times = {found[0] for found in _TIME.finditer(before)} | {chosen_time}
    world = _renamed(json.loads(text), names, times)
    for guild in world["guilds"]:
        del guild["presences"]
    return world


def _renamed(value: Any, names: Mapping[str, str], times: set[str]) -> Any:
    match value:
        case dict():
            return {_renamed(key, names, times): _renamed(each, names, times) for key, each in value.items()}
        case list():
            return [_renamed(each, names, times) for each in value]
        case int() if not isinstance(value, bool):
            return names.get(str(value), value)
        case str():
            without_times = _TIME.sub(lambda found: found[0] if found[0] in times else "later", value)
            return _ID.sub(lambda found: names.get(found[0], found[0]), without_times)
    return value

"""100,000 cases in a local AWS: put into the state that it starts from, as writing them would take minutes.

The cases, the lists of their terms, the zones and the head are what the service would have written; the log's entries
are left out, which nothing here reads.
"""

import json
import random
import signal
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import requests

from infra.local import environment
from infra.local.deployment.clients import Clients
from infra.local.deployment.deploy import deploy_tables
from infra.local.layout import venv_bin
from infra.local.ports import free_port
from infra.local.setup.python import MINISTACK_VENV
from shared.config.sections import AwsConfig
from shared.features.cases import items
from shared.features.cases.model import Case, CaseKind, CaseSource, CaseState, Named, NewCase
from shared.features.cases.ports import Head, Zone, block_of
from shared.features.cases.rules import opened
from shared.features.cases.terms import terms_of
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD
from tests.fixtures.aws import REGION
from tests.fixtures.processes import running

CASES: Final = 100_000
USERS: Final = 20_000
SINCE: Final = datetime(2021, 1, 1, tzinfo=UTC)
RARE: Final = "zeppelin"
COMMON: Final = "spam"
WORDS: Final = [
    COMMON,
    *(f"{start}{end}" for start in "bcdfghjklmnprstv" for end in ("aid", "ost", "ing", "oxic", "ules")),
]


def rare_user() -> Snowflake:
    """Who has seven cases, of which the last was long ago."""
    return Snowflake(10**17)


def a_case(number: int, chance: random.Random, guild_id: Snowflake) -> Case:
    """As communities have them: few moderators do most, words are as frequent as words are."""
    moderator = min(int(chance.expovariate(0.25)), 29)
    user_id = (
        rare_user() if number % 10_000 == 7 and number < 70_000 else 10**17 + 1 + int(chance.paretovariate(0.9)) % USERS
    )
    words = [WORDS[min(int(chance.expovariate(0.1)), len(WORDS) - 1)] for _ in range(chance.randint(2, 9))]
    if number % 20_000 == 11:
        words.append(RARE)
    new = NewCase(
        guild_id=guild_id,
        kind=chance.choices(list(CaseKind), [10, 40, 20, 1, 6, 10, 2, 2, 2, 3, 3, 1])[0],
        source=chance.choice(list(CaseSource)),
        state=CaseState.DONE if number % 50 else CaseState.FAILED,
        user=Named(user_id=Snowflake(user_id), name=f"member{user_id % 5_000}"),
        moderator=Named(user_id=Snowflake(5 + moderator), name=f"moderator{moderator}"),
        reason=" ".join(words),
        at=SINCE + timedelta(minutes=25 * number),
    )
    return opened(new, number=number, seq=number)


def all_cases(guild_id: Snowflake) -> list[Case]:
    """Return them by their number."""
    chance = random.Random(1)
    return [a_case(number, chance, guild_id) for number in range(1, CASES + 1)]


def _tables(guild_id: Snowflake) -> dict[str, dict[str, Any]]:
    """Return the items of both tables, by partition and sort key."""
    found: dict[str, dict[str, Any]] = {"cases": defaultdict(dict), "case_terms": defaultdict(dict)}
    postings = defaultdict[tuple[str, int], list[int]](list)
    kinds, zone = defaultdict[CaseKind, int](int), None

    def put(table: str, item: dict[str, Any]) -> None:
        found[table][item["pk"]["S"]][item["sk"]["S"]] = item

    for case in all_cases(guild_id):
        number = case.number
        put("cases", items.case_item(case))
        kinds[case.kind] += 1
        for term in terms_of(case):
            postings[term, block_of(number)].append(number)
        if zone is None or zone.block != block_of(number):
            if zone is not None:
                put("cases", items.zone_item(guild_id, zone))
            zone = Zone(block=block_of(number), first_at=case.at, last_at=case.at)
        zone = Zone(block=zone.block, first_at=zone.first_at, last_at=case.at)
    for (term, block), numbers in postings.items():
        put("case_terms", {**items.of_term(guild_id, term, block), "n": items.offsets(frozenset(numbers))})
    head = Head(guild_id=guild_id, seq=CASES, number=CASES, kinds=dict(kinds), zone=zone, at=SINCE)
    put("cases", items.head_item(head))
    return found


@contextmanager
def a_loaded_aws(guild_id: Snowflake = GUILD) -> Iterator[AwsConfig]:
    """Run a local AWS that has a guild's cases."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        endpoint = f"http://127.0.0.1:{port}"
        env = environment.ministack(port, folder)
        python = str(venv_bin(MINISTACK_VENV, "python"))
        with running(
            [python, "-m", "infra.local.aws_server"], env=env, log=folder / "log", is_ready=lambda: _answers(endpoint)
        ):
            deploy_tables(Clients(endpoint, REGION), "guildhall-")
        _load(folder / "state" / "dynamodb.json", guild_id)
        unsaved = [python, "-c", "import ministack.app; ministack.app.main()"]
        server = subprocess.Popen(unsaved, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not _answers(endpoint):
                if server.poll() is not None:
                    raise RuntimeError("the local AWS did not start")
            yield AwsConfig(region=REGION, endpoint_url=endpoint, table_prefix="guildhall-")
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()


def _load(state: Path, guild_id: Snowflake) -> None:
    saved = json.loads(state.read_text())
    loaded = _tables(guild_id)
    for name, table in saved["payload"]["tables"]["data"].items():
        short = name.split("\0")[-1].strip("'").removeprefix("guildhall-")
        if short in loaded:
            table["items"] = loaded[short]
    state.write_text(json.dumps(saved))


def _answers(endpoint: str) -> bool:
    try:
        return requests.get(f"{endpoint}/_ministack/ready", timeout=2).ok
    except requests.RequestException:
        return False

"""A process in which many write cases at once: GUILD WRITERS CASES_EACH NAME. It prints each number that it opened."""

import os
import random
import secrets
import sys
import threading
import time
from datetime import UTC, datetime

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.changes import Edited
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, a_new_case


def pause(attempt: int) -> None:
    time.sleep(random.uniform(0, min(1.0, 0.02 * 2**attempt)))


def main(guild: str, writers: str, cases_each: str, name: str) -> None:
    aws = read_aws(Environment(dict(os.environ)))
    table = CaseTable(dynamodb_client(aws), aws)
    service = CaseService(table, clock=lambda: datetime.now(UTC), entropy=lambda: secrets.randbits(80), pause=pause)
    start = threading.Barrier(int(writers))

    def write(writer: int) -> None:
        start.wait()
        for index in range(int(cases_each)):
            key = f"{name}:{writer}:{index}"
            case = service.open(a_new_case(guild_id=Snowflake(int(guild))), key=key)
            again = service.open(a_new_case(guild_id=Snowflake(int(guild))), key=key)
            assert again.number == case.number
            print(f"{case.number}", flush=True)
            if index % 2:
                service.change(Snowflake(int(guild)), case.number, Edited(reason="edited"), ADA)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(int(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])

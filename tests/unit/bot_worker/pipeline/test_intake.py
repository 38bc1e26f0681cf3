"""The intake: groups what comes together, bounded."""

import asyncio

from bot_worker.pipeline.intake import MAX_GROUP, Intake
from tests.unit.bot_worker.pipeline.events import an_entry


async def test_events_that_arrive_together_are_one_group_in_order() -> None:
    intake = Intake()
    entries = [an_entry(number) for number in range(5)]
    for entry in entries:
        intake.put(entry)

    group = await intake.take()

    assert group == entries
    assert intake.coming == 5
    intake.done()
    assert intake.coming == 0


async def test_a_group_has_a_bound_and_the_rest_follows() -> None:
    intake = Intake()
    for number in range(MAX_GROUP + 1):
        intake.put(an_entry(number))

    first, second = await intake.take(), await intake.take()

    assert (len(first), len(second)) == (MAX_GROUP, 1)


async def test_an_empty_intake_waits_for_an_event() -> None:
    intake = Intake()
    taking = asyncio.create_task(intake.take())
    await asyncio.sleep(0)

    intake.put(an_entry(1))

    assert await taking == [an_entry(1)]


async def test_what_exceeds_the_bound_is_refused_the_unimportant_first() -> None:
    intake = Intake(max_bytes=an_entry(1).size * 10)

    taken = [intake.put(an_entry(number)) for number in range(10)]
    ban = intake.put(an_entry(11, kind="member_ban"))

    assert taken == [True] * 9 + [False]
    assert ban
    assert not intake.put(an_entry(12, kind="member_ban"))
    assert len(await intake.take()) == 10


async def test_whoever_waits_for_the_disk_waits_for_what_came_before_alone() -> None:
    intake = Intake()
    intake.put(an_entry(1))
    waiting = [asyncio.create_task(intake.until_on_disk()) for _ in range(2)]
    await asyncio.sleep(0)
    await intake.take()
    intake.put(an_entry(2))
    assert not any(task.done() for task in waiting)

    intake.done()

    async with asyncio.timeout(1):
        await asyncio.gather(*waiting)
    assert intake.coming == 1

"""Schedules are drawn from seeds, and between them meet every fault there is."""

from tests.chaos.schedule import WORLD_SHARE, Company, Fault, Kind, draw


def test_a_seed_always_gives_the_same_schedule() -> None:
    assert draw(Kind.PIPELINE, 7) == draw(Kind.PIPELINE, 7)
    assert draw(Kind.WORLD, 7) != draw(Kind.WORLD, 8)


def test_two_hundred_schedules_meet_every_fault() -> None:
    drawn = [draw(Kind.PIPELINE, 1_000_000 + number) for number in range(200)]
    worlds = [draw(Kind.WORLD, 1_000_000 + number) for number in range(0, 200, WORLD_SHARE)]

    assert {trouble.fault for schedule in drawn + worlds for trouble in schedule.troubles} == set(Fault)
    assert {schedule.company for schedule in drawn} == set(Company)
    assert any(schedule.full for schedule in drawn)
    assert any(schedule.clock for schedule in drawn)
    assert any(schedule.ages for schedule in drawn)

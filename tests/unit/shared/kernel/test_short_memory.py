"""What was read a moment ago is not read again; what is older is, and memory has an end."""

from datetime import timedelta

from shared.kernel.short_memory import ShortMemory
from tests.fakes.clock import FakeClock


def _memory(clock: FakeClock, most: int = 4) -> ShortMemory[str, int]:
    return ShortMemory(timedelta(seconds=30), most, clock)


def test_a_value_is_recalled_until_its_time_is_over() -> None:
    clock = FakeClock()
    memory = _memory(clock)
    memory.hold("a", 1)

    clock.pass_time(seconds=29)
    before = memory.recall("a")
    clock.pass_time(seconds=1)

    assert (before, memory.recall("a"), memory.recall("b")) == (1, None, None)


def test_where_it_is_full_the_older_half_goes() -> None:
    memory = _memory(FakeClock())

    for number, key in enumerate("abcde"):
        memory.hold(key, number)

    assert [memory.recall(key) for key in "abcde"] == [None, None, 2, 3, 4]


def test_what_is_held_anew_is_young_again() -> None:
    memory = _memory(FakeClock())
    for number, key in enumerate("abcd"):
        memory.hold(key, number)

    memory.hold("a", 9)
    memory.hold("e", 4)

    assert memory.recall("a") == 9


def test_a_memory_of_one_holds_the_newest() -> None:
    memory = _memory(FakeClock(), most=1)

    memory.hold("a", 1)
    memory.hold("b", 2)

    assert (memory.recall("a"), memory.recall("b")) == (None, 2)

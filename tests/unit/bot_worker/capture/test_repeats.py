"""What Discord says twice is told once; what happens twice is told twice."""

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.capture.repeats import Repeats
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import EventType


def an_id(said: bytes, now: int) -> str:
    return within_guild_id(EventType.VOICE_STATE_UPDATE, 1, 2, said, now)


def test_the_same_again_within_ten_seconds_is_a_repeat() -> None:
    repeats = Repeats()

    assert repeats.admit(an_id(b"a", 0), 0) == an_id(b"a", 0)
    assert repeats.admit(an_id(b"a", 9_999), 9_999) is None
    assert repeats.admit(an_id(b"a", 10_000), 10_000) is not None


def test_the_same_after_something_else_has_happened_again() -> None:
    repeats = Repeats()

    ids = [repeats.admit(an_id(said, 0), 0) for said in (b"a", b"b", b"a", b"b")]

    assert ids == [an_id(b"a", 0), an_id(b"b", 0), f"{an_id(b'a', 0)}~2", f"{an_id(b'b', 0)}~2"]


def test_it_forgets_what_is_long_past() -> None:
    repeats = Repeats()

    for number in range(20_000):
        repeats.admit(f"voice_state_update:1:{number}:0:ab", number * 1_000)

    assert len(repeats._last) < 5_000


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.integers(0, 1_000)), max_size=9))
def test_a_sequence_keeps_its_changes_and_no_id_comes_twice(said: list[tuple[bytes, int]]) -> None:
    repeats, now = Repeats(), 0
    told: list[bytes] = []
    ids: list[str] = []

    for what, pause in said:
        now += pause
        event_id = repeats.admit(an_id(what, now), now)
        if event_id is not None:
            told.append(what)
            ids.append(event_id)

    assert [what for index, (what, _) in enumerate(said) if index == 0 or said[index - 1][0] != what] == told
    assert len(set(ids)) == len(ids)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ulids import is_ulid, make_ulid, milliseconds_of

moments = st.integers(0, (1 << 48) - 1)
entropies = st.integers(0, (1 << 80) - 1)


@given(moments, entropies)
def test_the_moment_is_read_back(milliseconds: int, entropy: int) -> None:
    ulid = make_ulid(milliseconds, entropy)

    assert is_ulid(ulid)
    assert milliseconds_of(ulid) == milliseconds


@given(st.tuples(moments, entropies), st.tuples(moments, entropies))
def test_text_sorts_as_time_and_then_entropy_do(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (make_ulid(*one) < make_ulid(*other)) == (one < other)


@pytest.mark.parametrize("text", ["", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01jdb2sp800000000000000005", "0" * 25, "U" * 26])
def test_what_is_no_ulid_is_refused(text: str) -> None:
    assert not is_ulid(text)
    with pytest.raises(ValueError, match="not a ULID"):
        milliseconds_of(text)

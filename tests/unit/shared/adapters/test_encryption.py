import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.encryption import Encryption, key_id
from shared.kernel.errors import SealBrokenError

OLD, NEW = bytes(32), bytes(range(32))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sealed_is_opened_by_its_owner(plain: bytes, owner: str) -> None:
    assert Encryption(NEW).open(Encryption(NEW).seal(plain, owner), owner) == plain


def test_a_seal_names_its_key_and_has_an_iv_of_its_own() -> None:
    first, second = (Encryption(NEW).seal(b"same", "7") for _ in range(2))

    assert first != second
    assert first.split(":")[0] == key_id(NEW)
    assert [len(part) for part in first.split(":")] == [8, 16, 22, 6]


def test_a_retired_key_still_opens_and_no_longer_seals() -> None:
    sealed = Encryption(OLD).seal(b"plain", "7")
    rotated = Encryption(NEW, OLD)

    assert rotated.open(sealed, "7") == b"plain"
    assert rotated.seal(b"plain", "7").startswith(key_id(NEW))


def test_another_owner_cannot_open_it() -> None:
    with pytest.raises(SealBrokenError):
        Encryption(NEW).open(Encryption(NEW).seal(b"plain", "7"), "8")


def test_another_key_cannot_open_it() -> None:
    with pytest.raises(SealBrokenError):
        Encryption(OLD).open(Encryption(NEW).seal(b"plain", "7"), "7")


@given(st.data())
def test_a_seal_with_one_changed_letter_does_not_open(data: st.DataObject) -> None:
    sealed = Encryption(NEW, random_bytes=bytes).seal(b"123456789", "7")  # whole groups of three: no spare bits
    parts = sealed.split(":")
    parts[2] = parts[2][:-1]  # the tag's last letter has spare bits
    at = data.draw(st.sampled_from([i for i, letter in enumerate(":".join(parts)) if letter != ":"]))
    letter = data.draw(st.sampled_from("AZaz09-_").filter(lambda other: other != sealed[at]))

    with pytest.raises(SealBrokenError):
        Encryption(NEW).open(sealed[:at] + letter + sealed[at + 1 :], "7")


@given(st.text(max_size=60))
def test_what_is_no_seal_does_not_open(text: str) -> None:
    with pytest.raises(SealBrokenError):
        Encryption(NEW).open(text, "7")

"""Words are found without case and accents, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.cases.words import LONGEST_WORD, wanted_of, words_of


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Spam in #général", "general"),
        ("STRASSENFEST", "Straßen"),
        ("İstanbul'da küfür", "KUFUR"),
        ("Привет, это СПАМ", "спам"),
        ("Ἀθῆναι", "αθηναι"),
        ("شَتْم الأعضاء", "شتم"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी में गाली", "हिन्दी गाली"),
        ("在频道里发垃圾信息", "垃圾"),
        ("チャンネルで荒らし", "荒らし"),
        ("สแปมในห้อง", "แปม"),
        ("한국어로 욕설", "욕설"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full wid"),
        ("it's a raid", "it"),
        ("https://bad.example/x", "bad.example"),
        ("a" * 100, "a" * 90),
        ("发垃圾", "圾"),
    ],
)
def test_what_was_written_is_found_by_what_is_typed(text: str, typed: str) -> None:
    assert wanted_of(typed).are_in(words_of(text))


@pytest.mark.parametrize(
    ("text", "typed"),
    [("spamming", "spam "), ("raid", "raids"), ("spam", "pam"), ("发垃圾", "圾垃"), ("one", "one two"), ("sa", "s")],
)
def test_what_is_not_there_is_not_found(text: str, typed: str) -> None:
    assert not wanted_of(typed).are_in(words_of(text))


def test_a_number_alone_may_be_a_number() -> None:
    assert (wanted_of(" #17 ").number, wanted_of("17").number) == (17, 17)
    assert wanted_of("17 spam").number is None
    assert wanted_of("9" * 30).number is None


@given(st.text(max_size=60))
def test_every_text_is_found_by_itself(text: str) -> None:
    assert wanted_of(text).are_in(words_of(text))


@given(st.text(max_size=60))
def test_words_are_short_and_hold_nothing_that_separates(text: str) -> None:
    assert all(0 < len(word) <= LONGEST_WORD and "#" not in word for word in words_of(text))

"""What people paste names users, or is said to name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.jobs.model import BulkAct, BulkKind, NewBulk
from shared.features.jobs.targets import chosen, read_pasted
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

IDS = st.integers(min_value=10**15, max_value=MAX_SNOWFLAKE).map(Snowflake)


def a_bulk(user_ids: list[Snowflake] | None = None, text: str = "") -> NewBulk:
    return NewBulk(act=BulkAct(kind=BulkKind.KICK), user_ids=user_ids or [], text=text)


def test_ids_and_mentions_are_read_however_they_are_listed() -> None:
    text = "80351110224678912, <@80351110224678913>\n<@!80351110224678914>;1. 80351110224678915|80351110224678916."

    user_ids, unreadable = read_pasted(text)

    assert [int(each) for each in user_ids] == list(range(80351110224678912, 80351110224678917))
    assert unreadable == ["1."]


def test_names_years_and_numbers_beyond_an_id_are_not_ids() -> None:
    assert read_pasted("@dana 2026 99999999999999999999 <@&80351110224678912> 8035111022467891a") == (
        [],
        ["@dana", "2026", "99999999999999999999", "<@&80351110224678912>", "8035111022467891a"],
    )


def test_each_user_counts_once_and_who_was_named_again_is_told() -> None:
    those = chosen(a_bulk([Snowflake(10**16), Snowflake(10**17)], f"{10**16} {10**16}"))

    assert those.user_ids == [10**16, 10**17]
    assert those.repeated == [10**16]


def test_nobody_and_more_than_a_thousand_are_refused() -> None:
    for wanted in (a_bulk(), a_bulk([Snowflake(each) for each in range(10**16, 10**16 + 1_001)])):
        with pytest.raises(InvalidInputError):
            chosen(wanted)


@given(st.lists(IDS, unique=True, min_size=1, max_size=50), st.sampled_from([" ", ",", "\n", " ; "]), st.booleans())
def test_every_id_is_found_in_its_order(user_ids: list[Snowflake], between: str, mentioned: bool) -> None:
    text = between.join(f"<@{each}>" if mentioned else str(each) for each in user_ids)

    assert read_pasted(text) == (user_ids, [])


@given(st.text(max_size=300))
def test_any_text_can_be_pasted(text: str) -> None:
    user_ids, unreadable = read_pasted(text)

    assert all(0 < each <= MAX_SNOWFLAKE for each in user_ids)
    assert all(len(each) <= 64 for each in unreadable)

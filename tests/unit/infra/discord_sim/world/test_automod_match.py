"""What sets an AutoMod rule off."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.world.actions.automod import Trigger
from infra.discord_sim.world.actions.automod_match import Match, match
from infra.discord_sim.world.model import AutoModRule


def a_rule(trigger: Trigger = Trigger.KEYWORD, **metadata: Any) -> AutoModRule:
    empty: dict[str, Any] = {"keyword_filter": [], "regex_patterns": [], "allow_list": [], "presets": []}
    return AutoModRule(
        id=1,
        guild_id=1,
        creator_id=1,
        name="rule",
        event_type=1,
        trigger_type=trigger,
        trigger_metadata=empty | metadata,
    )


@pytest.mark.parametrize(
    ("keyword", "text", "hit"),
    [
        ("cat", "a Cat!", "Cat"),
        ("cat", "concatenate", None),
        ("cat", "catalogue", None),
        ("cat*", "a catalogue", "cat"),
        ("cat*", "a bobcat", None),
        ("*cat", "a bobcat", "cat"),
        ("*cat", "a catalogue", None),
        ("*cat*", "concatenate", "cat"),
        ("the cat", "see the cat run", "the cat"),
    ],
)
def test_wildcards_say_which_part_of_a_word_counts(keyword: str, text: str, hit: str | None) -> None:
    found = match(a_rule(keyword_filter=[keyword]), text)

    assert (found and found.content) == hit


def test_the_allow_list_excuses_what_lies_within_it() -> None:
    rule = a_rule(keyword_filter=["*bad*"], allow_list=["badger"])

    assert match(rule, "a badger") is None
    assert match(rule, "a badger is not bad") == Match(keyword="*bad*", content="bad")


def test_a_pattern_of_a_foreign_dialect_is_passed_over() -> None:
    rule = a_rule(regex_patterns=["(?P<unclosed", "fr[ei]e"])

    assert match(rule, "FREE money") == Match(keyword="fr[ei]e", content="FREE")


def test_mentions_are_counted_once_each() -> None:
    rule = a_rule(Trigger.MENTION_SPAM, mention_total_limit=2)
    one, two, three = (f"<@{10**17 + number}>" for number in range(3))

    assert match(rule, one * 5 + two) is None
    assert match(rule, one + two + three) is not None


@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_no_keyword_and_no_text_breaks_the_matching(text: str, keyword: str) -> None:
    match(a_rule(keyword_filter=[keyword], allow_list=[keyword[::-1]]), text)

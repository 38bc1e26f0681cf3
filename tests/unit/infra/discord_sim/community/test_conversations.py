"""What people say is well formed, in every language."""

import random

import pytest

from infra.discord_sim.community import conversations, themes
from infra.discord_sim.community.channels import LANGUAGE_CHANNELS
from infra.discord_sim.world.actions.drafts import MAX_CONTENT

LANGUAGES = ["en-US", conversations.STAFF, *LANGUAGE_CHANNELS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_conversations_of_its_own(language: str) -> None:
    talks = conversations.written(language)

    assert len(talks) >= 2
    assert all(line.speaker in "ABCD" and line.text for talk in talks for line in talk)
    assert language == "en-US" or talks != conversations.written("en-US")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_filled(language: str) -> None:
    source = random.Random(1)

    said = [
        text
        for _ in range(50)
        for _, text in conversations.compose(source, language, themes.theme(0), [11, 22, 33, 44])
    ]

    assert not [text for text in said if "{" in text or "@B" in text or len(text) > MAX_CONTENT]


def test_guilds_beyond_the_written_themes_have_names_of_their_own() -> None:
    named = [themes.theme(number).name for number in range(300)]

    assert len(set(named)) == 300

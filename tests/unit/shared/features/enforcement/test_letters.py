"""What people are written: complete in each language, and never twice."""

from datetime import timedelta

import pytest

from shared.adapters.discord.client import DiscordClient
from shared.features.cases.model import CaseKind
from shared.features.enforcement.letters import Letters
from shared.features.enforcement.model import WarnAct
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.wording import LONGEST, WORDS, Language, Told, language_of, letter
from shared.kernel.errors import StoreUnavailableError
from tests.factories.enforcement import DANA, Court
from tests.factories.snapshots import GUILD
from tests.fakes.clock import NOON
from tests.fakes.discord_rest import FakeLimiter
from tests.fakes.small_discord import GONE_CHANNEL

UNTOLD = {CaseKind.NOTE, CaseKind.PURGE}


@pytest.mark.parametrize("language", Language)
def test_every_act_has_its_words(language: Language) -> None:
    words = WORDS[language]

    assert set(words.what) == set(CaseKind) - UNTOLD
    for said in words.what.values():
        assert "{guild}" in said
        assert said.format(guild="Guild")


@pytest.mark.parametrize(
    ("locale", "language"), [("fr", "fr"), ("en-US", "en"), ("en-GB", "en"), ("de", "en"), ("fr-CA", "fr"), ("", "en")]
)
def test_a_guild_is_written_to_in_its_language(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_a_letter_is_never_longer_than_discord_takes() -> None:
    settings = EnforcementSettings(appeals=True, appeal_text="a" * 1_000, show_moderator=True)
    told = Told(
        kind=CaseKind.BAN, guild="g" * 1_000, reason="r" * 400, until=NOON, moderator="m" * 32, appeals_url="https://us"
    )

    assert len(letter(told, Language.FRENCH, settings)) == LONGEST


def test_a_letter_that_is_sent_again_arrives_once_and_another_one_arrives_too() -> None:
    court = Court()
    letters = Letters(lambda: DiscordClient(court.discord, FakeLimiter()), court.memory)

    sent = [letters.send(GUILD, DANA, 1, text) for text in ("You were warned.", "You were warned.", "Your appeal …")]

    assert sent == [True] * 3
    assert court.discord.letters[int(DANA)] == ["You were warned.", "Your appeal …"]


def test_a_channel_that_is_gone_is_opened_anew() -> None:
    court = Court()
    court.memory.put(f"direct:{DANA}", b"%d" % GONE_CHANNEL, timedelta(days=1))
    letters = Letters(lambda: DiscordClient(court.discord, FakeLimiter()), court.memory)

    sent = [letters.send(GUILD, DANA, case, f"Case {case}.") for case in (1, 2)]

    assert sent == [True, True]
    assert court.discord.letters[int(DANA)] == ["Case 1.", "Case 2."]


def test_where_the_memory_does_not_answer_letters_go_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    court = Court()

    def fail(*_: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(court.memory, "get_many", fail)

    assert court.take(WarnAct(user_id=DANA)).notified is True

"""What commands say is there in every language, with the same values in it, and short enough for Discord."""

import ast
import re
from pathlib import Path
from string import Formatter

import bot_worker.slash
from bot_worker.slash.language import Language
from bot_worker.slash.texts import TEXTS
from shared.features.cases.model import CaseKind, CaseState, EndedBy

FOLDER = Path(bot_worker.slash.__file__).parent


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_says_the_same() -> None:
    english = TEXTS[Language.ENGLISH]

    for texts in TEXTS.values():
        assert texts.keys() == english.keys()
        assert {key: values_in(text) for key, text in texts.items()} == {
            key: values_in(text) for key, text in english.items()
        }
        assert all(texts.values())


def test_what_discord_shows_in_menus_is_short_enough() -> None:
    for texts in TEXTS.values():
        assert all(len(text) <= 100 for key, text in texts.items() if key.startswith(("option.", "choice.")))
        assert all(len(text) <= 45 for key, text in texts.items() if key.startswith(("modal.", "input.")))
        assert all(len(text) <= 32 for key, text in texts.items() if key.startswith(("menu.", "name.")))


def test_every_kind_state_and_ending_of_a_case_has_words() -> None:
    wanted = {f"kind.{each}" for each in CaseKind} | {f"state.{each}" for each in CaseState}
    wanted |= {f"why.{each}" for each in EndedBy} | {f"done.{each}" for each in CaseKind if each != CaseKind.PURGE}

    assert wanted <= TEXTS[Language.ENGLISH].keys()


def test_every_text_that_is_named_in_the_code_is_there() -> None:
    named = {
        node.value
        for path in FOLDER.rglob("*.py")
        if path.parent.name != "texts"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    keys = {each for each in named if re.fullmatch(r"(error|purge|case|slowmode|history|button)\.[a-z_.]*[a-z]", each)}

    assert {each for each in keys if each not in TEXTS[Language.ENGLISH]} == set()

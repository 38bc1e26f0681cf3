"""Secrets are made once, kept privately, and never mixed up with somebody's real ones."""

import stat
from pathlib import Path

import pytest

from infra.local.problems import LocalError
from infra.local.secret_values import bot_id_of, change_variables, has_real_discord, kept_secrets, read_variables

REAL = {"DISCORD_CLIENT_ID": "1", "DISCORD_CLIENT_SECRET": "s", "DISCORD_BOT_TOKEN": "t"}


def test_secrets_stay_the_same_once_made(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path / "secrets.env")

    assert kept_secrets(tmp_path / "secrets.env") == first
    assert len(bytes.fromhex(first["ENCRYPTION_KEY"])) == 32


def test_only_the_owner_may_read_the_secrets(tmp_path: Path) -> None:
    kept_secrets(tmp_path / "secrets.env")

    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_the_simulated_bots_token_begins_with_its_id(tmp_path: Path) -> None:
    made = kept_secrets(tmp_path / "secrets.env")

    assert bot_id_of(made["DISCORD_BOT_TOKEN"]) == made["DISCORD_CLIENT_ID"]


def test_a_file_of_variables_may_have_comments_quotes_and_export(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# comment\n\nA=1\nexport B='two words'\nC=\"#3\"  \nD=4 # four\nEMPTY=\n")

    assert read_variables(file) == {"A": "1", "B": "two words", "C": "#3", "D": "4"}


def test_a_line_that_is_no_variable_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\nnonsense\n")

    with pytest.raises(LocalError, match="line 2"):
        read_variables(file)


def test_discord_is_real_only_with_all_its_credentials() -> None:
    assert has_real_discord(REAL)
    assert not has_real_discord({})
    with pytest.raises(LocalError, match="without DISCORD_BOT_TOKEN"):
        has_real_discord({name: value for name, value in REAL.items() if name != "DISCORD_BOT_TOKEN"})


def test_variables_change_and_every_other_line_stays(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment\nKEY=old\nexport OTHER='kept # as it is'\nGONE=soon\n")

    change_variables(file, {"KEY": "new", "GONE": None, "ADDED": "late"})

    assert file.read_text() == "# a comment\nKEY=new\nexport OTHER='kept # as it is'\nADDED=late\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]

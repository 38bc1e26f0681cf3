"""No secret is in a file that git keeps."""

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import ROOT

KINDS: Final = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}"),
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{60}"),
    "a key of a payment or mail service": re.compile(r"\b(?:sk|rk)_live_\w{20}|\bSG\.[\w-]{20}\.[\w-]{40}"),
    "a bot's token": re.compile(r"\b[MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}"),
    "a webhook": re.compile(r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60}"),
    "a JWT": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{30,}"),
    "a secret's value": re.compile(
        r"(?i)(?:secret|token|password|passwd|api_?key|encryption_key)[\"']?\s*[:=]\s*[\"']?"
        r"(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w(.])"
    ),
}
ALLOWED: Final = {("tests/integration/bot_worker/test_pipeline.py", "a secret's value")}  # a wrong one, made up there
BINARY: Final = {".png", ".jpg", ".ico", ".woff2", ".webp", ".svg", ".gz"}
GENERATED: Final = {"package-lock.json"}  # of public hashes


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout of git: nothing tells what is tracked")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def findings(text: str) -> list[str]:
    return [kind for kind, pattern in KINDS.items() if pattern.search(text)]


def test_no_tracked_file_holds_a_secret() -> None:
    paths = [path for path in tracked() if path.is_file() and path.suffix not in BINARY and path.name not in GENERATED]

    found = {
        (str(path.relative_to(ROOT)), kind) for path in paths for kind in findings(path.read_text(errors="replace"))
    }

    assert found - ALLOWED == set()


def test_no_file_that_holds_secrets_is_tracked() -> None:
    names = {path.name for path in tracked()}

    assert names & {".env", "secrets.env", "id_rsa", "id_ed25519", ".netrc", ".pypirc", "credentials"} == set()
    assert not {name for name in names if name.endswith((".pem", ".key", ".p12", ".pfx", ".db", ".sqlite"))}


def test_what_a_fresh_env_file_would_hold_is_found() -> None:
    from infra.local.secret_values import fresh_secrets, simulated_credentials

    for name, value in (fresh_secrets() | simulated_credentials()).items():
        if name != "DISCORD_CLIENT_ID":
            assert findings(f"{name}={value}") != [], name

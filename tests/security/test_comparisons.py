"""What somebody could guess piece by piece is compared in a time that tells nothing."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import ROOT

DEPLOYED = ("api/chalicelib", "shared", "ws_gateway", "bot_worker")
SECRET = re.compile(
    r"token|secret|signature|_hash|hash_of|digest|nonce|browser_of|password|ticket|verifier|hmac", re.IGNORECASE
)
HARMLESS = re.compile(
    r"len\(|\.count\(|segment\.digest|token_type|['\"]typ['\"]|name == 'webhook_token'"
)  # of which nothing can be guessed

OPEN_HASHES = {"shared/features/cases/verifier.py"}  # whoever could guess them can read what they are of


def _guessable(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Compare) and any(isinstance(each, ast.Eq | ast.NotEq) for each in node.ops):
            text = ast.unparse(node)
            if SECRET.search(text) and not HARMLESS.search(text):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {text}")
    return found


def test_secrets_are_compared_by_hmac_compare_digest() -> None:
    paths = [path for folder in DEPLOYED for path in sorted((ROOT / folder).rglob("*.py"))]
    paths = [path for path in paths if str(path.relative_to(ROOT)) not in OPEN_HASHES]

    # DynamoDB compares the stored hash itself: a condition of its write, written with the operator.
    by_database = {"_LoginItem.token_hash == before.token_hash"}
    found = [line for path in paths for line in _guessable(path) if line.split(" ", 1)[1] not in by_database]

    assert found == []

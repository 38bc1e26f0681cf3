"""What is packed for AWS is what the project runs on."""

import json
import re

from infra.local.layout import ROOT


def pins(path: str) -> set[str]:
    return {line for line in (ROOT / path).read_text().splitlines() if re.match(r"[a-z]", line)}


def test_the_api_runs_on_the_projects_own_versions() -> None:
    assert pins("api/requirements.txt") <= pins("requirements.txt")


def test_shared_is_packed_through_a_link_into_vendor() -> None:
    link = ROOT / "api/vendor/shared"

    assert link.is_symlink()
    assert link.readlink().as_posix() == "../../shared"


def test_the_api_has_the_rights_that_it_needs_and_no_others() -> None:
    statements = json.loads((ROOT / "api/.chalice/policy-prod.json").read_text())["Statement"]
    allowed = {action for statement in statements for action in statement["Action"]}

    assert not any("*" in action for action in allowed)
    assert not any(statement["Resource"] == "*" for statement in statements)
    assert "dynamodb:DeleteTable" not in allowed
    everywhere = {
        action
        for statement in statements
        for action in statement["Action"]
        if "table/guildhall-*" in str(statement["Resource"])
    }
    assert {"dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:Scan"} & everywhere == set()

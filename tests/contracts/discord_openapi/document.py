"""Discord's OpenAPI document, where there is a copy, with the overlay that brings it to the documented API."""

import json
import os
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]
_BESIDE_THE_CHECKOUT = _ROOT.parent / "shared" / "data" / "discord-openapi.json"

Document = dict[str, Any]


def find() -> Path | None:
    """Return where the document is: `DISCORD_OPENAPI`, else beside the checkout."""
    named = os.environ.get("DISCORD_OPENAPI")
    candidates = [Path(named)] if named else [_BESIDE_THE_CHECKOUT]
    return next((path for path in candidates if path.is_file()), None)


def load(path: Path) -> Document:
    """Read the document and correct it where it is stricter or looser than the API that is documented in prose."""
    document: Document = json.loads(path.read_text())
    schemas = document["components"]["schemas"]
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
    }
    schemas["RatelimitedResponse"] = {
        "type": "object",
        "required": ["message", "retry_after", "global"],
        "properties": {
            "code": {"type": "integer"},
            "message": {"type": "string"},
            "retry_after": {"type": "number"},
            "global": {"type": "boolean"},
        },
    }
    bits = {"type": ["integer", "string", "null"], "pattern": "^[0-9]+$"}
    for name in ("CreateRoleRequest", "UpdateRoleRequestPartial"):
        schemas[name]["properties"]["permissions"] = bits
    for name in ("MessageCreateRequest", "MessageEditRequestPartial"):
        schemas[name]["properties"]["content"]["maxLength"] = 2000
    _allow_no_body(document, "/guilds/{guild_id}/bans/{user_id}", "put", "delete")
    return document


def _allow_no_body(document: Document, path: str, *methods: str) -> None:
    for method in methods:
        document["paths"][path][method]["requestBody"]["required"] = False

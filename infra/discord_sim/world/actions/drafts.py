"""A message as somebody wants to send it, and the limits that it must keep to."""

from typing import Any

import msgspec

from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_forms
from infra.discord_sim.world.model import Attachment

MAX_CONTENT = 2_000  # discord.com/developers/docs/resources/message#create-message
_MAX_EMBEDS = 10
_MAX_EMBED_TEXT = 6_000  # discord.com/developers/docs/resources/message#embed-object-embed-limits
_EMBED_TEXTS = {"title": 256, "description": 4_096}
_NESTED_TEXTS = (("footer", "text", 2_048), ("author", "name", 256))
_MAX_FIELDS = 25
_FIELD_TEXTS = {"name": 256, "value": 1_024}

_Problem = tuple[str, str, str]


class AllowedMentions(msgspec.Struct, frozen=True, kw_only=True):
    """Which mentions in the text may notify. discord.com/developers/docs/resources/message#allowed-mentions-object"""

    parse: tuple[str, ...] = ()
    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    replied_user: bool = False


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What to send. No `allowed_mentions` means that everything in the text counts, as on Discord."""

    content: str = ""
    embeds: list[dict[str, Any]] = []
    components: list[dict[str, Any]] = []
    attachments: list[Attachment] = []
    allowed_mentions: AllowedMentions | None = None
    reply_to: int | None = None
    fail_if_not_exists: bool = True
    flags: int = 0
    nonce: str | int | None = None
    tts: bool = False


def check(draft: Draft) -> None:
    """Raise 50006 for an empty message, 50035 for one beyond a limit."""
    if not (draft.content.strip() or draft.embeds or draft.attachments or draft.components):
        raise error(Code.EMPTY_MESSAGE)
    problems = _too_long("content", draft.content, MAX_CONTENT)
    if len(draft.embeds) > _MAX_EMBEDS:
        problems.append(("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_EMBEDS} or fewer in length."))
    for position, embed in enumerate(draft.embeds):
        problems += _embed_problems(f"embeds.{position}", embed)
    if sum(_text_length(embed) for embed in draft.embeds) > _MAX_EMBED_TEXT:
        problems.append(("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"))
    if problems:
        raise invalid_forms(problems)


def as_stored(embed: dict[str, Any]) -> dict[str, Any]:
    """Complete an embed as Discord does when it takes one in."""
    fields = [{"inline": False, **field} for field in embed.get("fields", [])]
    kept = {name: value for name, value in embed.items() if value is not None}
    return {**kept, "type": "rich"} | ({"fields": fields} if fields else {})


def _too_long(path: str, text: str, limit: int) -> list[_Problem]:
    if len(text) <= limit:
        return []
    return [(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")]


def _embed_problems(path: str, embed: dict[str, Any]) -> list[_Problem]:
    problems: list[_Problem] = []
    for name, limit in _EMBED_TEXTS.items():
        problems += _too_long(f"{path}.{name}", embed.get(name) or "", limit)
    for part, name, limit in _NESTED_TEXTS:
        problems += _too_long(f"{path}.{part}.{name}", (embed.get(part) or {}).get(name) or "", limit)
    fields = embed.get("fields") or []
    if len(fields) > _MAX_FIELDS:
        problems.append((f"{path}.fields", "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_FIELDS} or fewer in length."))
    for position, field in enumerate(fields):
        for name, limit in _FIELD_TEXTS.items():
            text = field.get(name)
            if not text:
                problems.append((f"{path}.fields.{position}.{name}", "BASE_TYPE_REQUIRED", "This field is required"))
            problems += _too_long(f"{path}.fields.{position}.{name}", text or "", limit)
    return problems


def _text_length(embed: dict[str, Any]) -> int:
    texts = [embed.get(name) or "" for name in _EMBED_TEXTS]
    texts += [(embed.get(part) or {}).get(name) or "" for part, name, _ in _NESTED_TEXTS]
    texts += [field.get(name) or "" for field in embed.get("fields") or [] for name in _FIELD_TEXTS]
    return sum(map(len, texts))

"""Whether an AutoMod rule is set off by a text. Pure."""

import re
from typing import Any

import msgspec

from infra.discord_sim.world.actions.automod import Trigger
from infra.discord_sim.world.model import AutoModRule

_MENTION = re.compile(r"<@[!&]?\d{15,20}>")
# Discord does not publish its word lists; these words stand for them.
_PRESETS = {1: ("goshdarn", "heckfire"), 2: ("lewdword",), 3: ("slurword",)}


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """What set a rule off: the keyword or pattern as the rule has it, and the words that it hit."""

    keyword: str | None = None
    content: str = ""


def match(rule: AutoModRule, text: str) -> Match | None:
    """Return what in the text sets the rule off, if anything."""
    metadata = rule.trigger_metadata
    if rule.trigger_type == Trigger.KEYWORD:
        return _keyword(metadata, text) or _pattern(metadata, text)
    if rule.trigger_type == Trigger.KEYWORD_PRESET:
        words = [word for preset in metadata["presets"] for word in _PRESETS[preset]]
        return _keyword({"keyword_filter": words, "allow_list": metadata["allow_list"]}, text)
    if rule.trigger_type == Trigger.MENTION_SPAM:
        mentions = set(_MENTION.findall(text))
        return Match() if 0 < metadata["mention_total_limit"] < len(mentions) else None
    return None


def _keyword(metadata: dict[str, Any], text: str) -> Match | None:
    for keyword in metadata["keyword_filter"]:
        for hit in _compiled(keyword).finditer(text):
            if not _is_allowed(metadata, text, hit):
                return Match(keyword=keyword, content=hit[0])
    return None


def _pattern(metadata: dict[str, Any], text: str) -> Match | None:
    for pattern in metadata["regex_patterns"]:
        try:
            hit = re.search(pattern, text, re.IGNORECASE)
        except re.error:  # valid in Rust's dialect only
            continue
        if hit is not None and not _is_allowed(metadata, text, hit):
            return Match(keyword=pattern, content=hit[0])
    return None


def _is_allowed(metadata: dict[str, Any], text: str, hit: re.Match[str]) -> bool:
    """Tell whether a hit lies within a text that the allow list excuses."""
    excused = (found for word in metadata["allow_list"] for found in _compiled(word).finditer(text))
    return any(found.start() <= hit.start() and hit.end() <= found.end() for found in excused)


def _compiled(keyword: str) -> re.Pattern[str]:
    """Read Discord's wildcards: `cat` is the word, `cat*` its start, `*cat` its end, `*cat*` anywhere.

    discord.com/developers/docs/resources/auto-moderation#auto-moderation-rule-object-keyword-matching-strategies
    """
    before = "" if keyword.startswith("*") else r"(?<!\w)"
    after = "" if keyword.endswith("*") else r"(?!\w)"
    return re.compile(before + re.escape(keyword.strip("*")) + after, re.IGNORECASE)

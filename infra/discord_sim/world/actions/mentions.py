"""Whom a text mentions, as far as the sender may mention them."""

import re
from collections.abc import Container

import msgspec

from infra.discord_sim.world.actions.drafts import AllowedMentions
from infra.discord_sim.world.model import Guild

_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


class Mentions(msgspec.Struct, frozen=True, kw_only=True):
    """What a text mentions, each once, in the order of the text."""

    users: list[int]
    roles: list[int]
    everyone: bool


def find(
    content: str, allowed: AllowedMentions | None, guild: Guild | None, known_users: Container[int], *, anyone: bool
) -> Mentions:
    """Find the mentions in a text. `anyone`: the sender holds MENTION_EVERYONE.

    A user's mention counts when they exist; a role's when it is mentionable or the sender may mention anyone.
    """
    users = [each for each in _ids(_USER, content) if each in known_users]
    roles = _ids(_ROLE, content) if guild else []
    roles = [each for each in roles if guild and each in guild.roles and (anyone or guild.roles[each].mentionable)]
    everyone = bool(anyone and guild and _EVERYONE.search(content))
    if allowed is not None:
        users = users if "users" in allowed.parse else [each for each in users if each in allowed.users]
        roles = roles if "roles" in allowed.parse else [each for each in roles if each in allowed.roles]
        everyone = everyone and "everyone" in allowed.parse
    return Mentions(users=users, roles=roles, everyone=everyone)


def _ids(pattern: re.Pattern[str], content: str) -> list[int]:
    return list(dict.fromkeys(int(found) for found in pattern.findall(content)))

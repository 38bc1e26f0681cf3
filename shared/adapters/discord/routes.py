"""Discord's routes, and what their limits are kept apart by."""

import re
from hashlib import sha256
from string import Formatter
from typing import Final
from urllib.parse import quote

import msgspec

# discord.com/developers/docs/topics/rate-limits#rate-limits: top-level resources
_MAJOR: Final = ("channel_id", "guild_id", "webhook_id", "webhook_token")
_EXEMPT: Final = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}")
_NAMES: Final = {
    "channels": "channel_id",
    "guilds": "guild_id",
    "webhooks": "webhook_id",
    "messages": "message_id",
    "applications": "application_id",
    "permissions": "overwrite_id",
    "roles": "role_id",
    "rules": "rule_id",
    "emojis": "emoji_id",
    "commands": "command_id",
    "pins": "message_id",
}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """An operation on something: `GET /guilds/{guild_id}/members` with the guild's id."""

    method: str
    template: str
    values: dict[str, str]

    @property
    def key(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def path(self) -> str:
        return self.template.format_map({name: quote(value, safe="@") for name, value in self.values.items()})

    @property
    def major(self) -> str:
        """What buckets are kept apart by; a webhook's token only as a digest."""
        found = [(name, self.values[name]) for name in _MAJOR if name in self.values]
        return "/".join(_digest(value) if name == "webhook_token" else value for name, value in found)

    @property
    def is_exempt(self) -> bool:
        """Whether it does not count against the global limit."""
        return self.template.startswith(_EXEMPT)


def route(method: str, template: str, **values: int | str) -> Route:
    """Fill a template in; every parameter of it must be there."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return Route(method=method, template=template, values={name: str(values[name]) for name in names})


def route_of(method: str, path: str) -> Route:
    """Tell the route from a path: for requests that others make."""
    parts = path.strip("/").split("/")
    template: list[str] = []
    values: dict[str, str] = {}
    for before, part in zip(["", *parts], parts, strict=False):
        name = _parameter(before, part, template)
        if name and name not in values:
            values[name] = part
            template.append(f"{{{name}}}")
        else:
            template.append("{id}" if part.isdigit() else part)
    return Route(method=method, template="/" + "/".join(template), values=values)


def _parameter(before: str, part: str, template: list[str]) -> str | None:
    if before == "reactions":
        return "emoji_name"
    if template[:2] == ["webhooks", "{webhook_id}"] and len(template) == 2:
        return "webhook_token"
    if not re.fullmatch(r"\d{1,20}", part):
        return None
    return _NAMES.get(before, "user_id" if before in {"members", "users", "bans", "thread-members"} else None)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()[:16]

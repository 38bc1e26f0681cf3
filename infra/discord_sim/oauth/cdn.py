"""A stand-in for the CDN: uploaded files as they are, and a pattern for every picture that is only a hash."""

import re

from aiohttp import web

from infra.discord_sim.oauth import images
from infra.discord_sim.world.world import World

# discord.com/developers/docs/reference#image-formatting-cdn-endpoints
_PICTURES = re.compile(
    r"^(?:(?:avatars|icons|banners|splashes|discovery-splashes|app-icons|role-icons)/\d+/(?P<hash>\w+)"
    r"|guilds/\d+/users/\d+/(?:avatars|banners)/(?P<member_hash>\w+)"
    r"|emojis/(?P<emoji>\d+))\.(?:png|jpg|jpeg|webp|gif)$"
)
_DEFAULT_AVATAR = re.compile(r"^embed/avatars/([0-5])\.png$")
_ATTACHMENT = re.compile(r"^attachments/\d+/(\d+)/[^/]+$")
_DEFAULT_COLOURS = (
    (0x58, 0x65, 0xF2),
    (0x75, 0x7E, 0x8A),
    (0x3B, 0xA5, 0x5C),
    (0xFA, 0xA6, 0x1A),
    (0xED, 0x42, 0x45),
    (0xEB, 0x45, 0x9F),
)
_SIZES = frozenset(1 << power for power in range(4, 13))
_LARGEST_DRAWN = 256
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}


class Cdn:
    """Serve files and pictures below `/cdn`."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a GET; what does not exist is a 404 as Discord's CDN gives it."""
        path = request.match_info["path"]
        attachment = _ATTACHMENT.match(path)
        if attachment is not None and attachment[1] in self._world.files:
            data = self._world.files[attachment[1]]
            return web.Response(body=data, content_type="application/octet-stream", headers=_HEADERS)
        drawn = _draw(path, _size(request.query.get("size", "")))
        if drawn is None:
            return web.Response(status=404)
        return web.Response(body=drawn, content_type="image/png", headers=_HEADERS)


def _draw(path: str, size: int) -> bytes | None:
    default = _DEFAULT_AVATAR.match(path)
    if default is not None:
        return images.plain(_DEFAULT_COLOURS[int(default[1])], size)
    picture = _PICTURES.match(path)
    if picture is None:
        return None
    return images.pattern(next(name for name in picture.groups() if name), size)


def _size(text: str) -> int:
    """Read the wanted size; what is no size means 128. Large ones are drawn smaller: a pattern gains nothing."""
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return min(wanted, _LARGEST_DRAWN) if wanted in _SIZES else 128

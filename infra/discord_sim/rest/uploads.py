"""Read a request's body: JSON, a form, or multipart with `payload_json` and files."""

import re
from typing import Any

import msgspec
from aiohttp import BodyPartReader, web

from infra.discord_sim.rest import forms

_FILE_FIELD = re.compile(r"^files?\[?(\d*)\]?$")


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a multipart body. `number` is what `attachments[].id` in the JSON refers to."""

    number: int
    filename: str
    content_type: str | None
    data: bytes


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a request, parsed but not validated."""

    content: Any
    uploads: tuple[Upload, ...] = ()
    is_form: bool = False
    """Whether it came as `application/x-www-form-urlencoded`."""


async def read(request: web.Request) -> Body:
    """Read whatever the content type announces; JSON where nothing does."""
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    if request.content_type == "application/x-www-form-urlencoded":
        values = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        return Body(content=values, is_form=True)
    return Body(content=forms.decode(await request.read()))


async def _multipart(request: web.Request) -> Body:
    content: dict[str, Any] = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            content |= forms.decode(data)
        elif part.filename is None:
            content[part.name or ""] = data.decode(errors="replace")
        else:
            uploads.append(_upload(part, data, len(uploads)))
    return Body(content=content, uploads=tuple(uploads))


def _upload(part: BodyPartReader, data: bytes, position: int) -> Upload:
    named = _FILE_FIELD.match(part.name or "")
    number = int(named[1]) if named and named[1] else position
    kind = part.headers.get("Content-Type")
    return Upload(number=number, filename=part.filename or "unknown", content_type=kind, data=data)

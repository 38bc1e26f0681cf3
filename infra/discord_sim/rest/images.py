"""Images in bodies: data URIs, of which the simulator keeps a hash."""

import base64
import binascii
import re
from hashlib import blake2b

from infra.discord_sim.world.errors import invalid_form

_DATA_URI = re.compile(r"^data:image/(png|jpeg|gif|webp|avif);base64,(.+)$", re.DOTALL)


def hash_of(field: str, data_uri: str) -> str:
    """Return the hash that stands for an image from now on; an animated one's starts with `a_`."""
    found = _DATA_URI.match(data_uri)
    if found is None:
        raise invalid_form(field, "IMAGE_INVALID", "Invalid image data")
    try:
        data = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        raise invalid_form(field, "IMAGE_INVALID", "Invalid image data") from None
    prefix = "a_" if found[1] == "gif" else ""
    return prefix + blake2b(data, digest_size=16).hexdigest()

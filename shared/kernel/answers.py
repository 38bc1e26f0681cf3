"""What a request was answered, as it is remembered for when the same request comes again."""

import msgspec


class RememberedAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`request` is a digest of the request; there is no status yet while it runs. `headers` are those that vary."""

    request: str
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = {}

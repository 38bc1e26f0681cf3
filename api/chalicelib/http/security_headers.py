"""What every answer tells browsers: it is data, for our own page only, and for no cache."""

from typing import Final

_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
_OVER_TLS: Final = {"Strict-Transport-Security": "max-age=31536000"}


def security_headers(frontend_url: str | None) -> dict[str, str]:
    is_tls = frontend_url is not None and frontend_url.startswith("https://")
    return {**_ALWAYS, **_OVER_TLS} if is_tls else dict(_ALWAYS)

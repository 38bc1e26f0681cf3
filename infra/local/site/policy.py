"""The security headers of every answer."""

import json
from pathlib import Path
from urllib.parse import urlsplit


def security_headers(
    *, gateway_url: str, cdn_url: str, uploads_url: str, style_sources: tuple[str, ...] = ()
) -> dict[str, str]:
    """`uploads_url` is where files go, beside the API.

    `style_sources` are hashes of inline styles that the SPA cannot do without, as CSP writes them.
    """
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", *style_sources],
        "img-src": ["'self'", "data:", _origin(cdn_url)],
        "connect-src": ["'self'", _origin(gateway_url), _origin(uploads_url)],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def style_sources(spa: Path) -> tuple[str, ...]:
    """The hashes that the SPA asks for in its `csp.json`, `{"style-src": ["'sha256-…'"]}`."""
    wanted = spa / "csp.json"
    return tuple(json.loads(wanted.read_text())["style-src"]) if wanted.exists() else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

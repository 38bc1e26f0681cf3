"""What a client is told about its limits: headers on every answer, and the bodies of a 429."""

import math

import msgspec
from aiohttp import web

from infra.discord_sim.limits.limiter import Scope, Verdict

CLOUDFLARE_BAN = "error code: 1015"


def headers(verdict: Verdict) -> dict[str, str]:
    """Render the rate limit headers of an answer, allowed or not."""
    if verdict.scope is Scope.GLOBAL:
        return {"X-RateLimit-Global": "true", "X-RateLimit-Scope": Scope.GLOBAL}
    rendered = {
        "X-RateLimit-Limit": str(verdict.limit),
        "X-RateLimit-Remaining": str(verdict.remaining),
        "X-RateLimit-Reset": f"{verdict.resets_at:.3f}",
        "X-RateLimit-Reset-After": f"{verdict.reset_after:.3f}",
        "X-RateLimit-Bucket": verdict.bucket_hash,
    }
    if not verdict.allowed:
        rendered["X-RateLimit-Scope"] = verdict.scope
    return rendered


def too_many(verdict: Verdict) -> web.Response:
    """Build the 429 of an exceeded limit."""
    is_global = verdict.scope is Scope.GLOBAL
    message = "The resource is being rate limited." if verdict.scope is Scope.SHARED else "You are being rate limited."
    body = {"message": message, "retry_after": round(verdict.reset_after, 3), "global": is_global}
    return web.Response(
        body=msgspec.json.encode(body),
        status=429,
        content_type="application/json",
        headers=headers(verdict) | {"Retry-After": str(math.ceil(verdict.reset_after)), "Via": "1.1 google"},
    )


def banned(seconds: float) -> web.Response:
    """Build Cloudflare's answer to a banned address: no JSON and no `Via`, unlike any 429 of Discord itself."""
    return web.Response(
        text=CLOUDFLARE_BAN, status=429, headers={"Retry-After": str(math.ceil(seconds)), "Server": "cloudflare"}
    )

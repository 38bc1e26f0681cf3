"""Build answers. The content type is exactly `application/json`: discord.py parses nothing else."""

import math
from typing import Any

import msgspec
from aiohttp import web

from infra.discord_sim.world.errors import DiscordError


def json(payload: Any, status: int = 200) -> web.Response:
    """Answer with a JSON body."""
    return web.Response(body=msgspec.json.encode(payload), status=status, content_type="application/json")


def empty() -> web.Response:
    """Answer that it is done."""
    return web.Response(status=204)


def failure(problem: DiscordError) -> web.Response:
    """Answer with an error; a 429 of an action (slow mode, renames) also says how long to wait."""
    body = problem.body()
    if problem.status == 429:
        body.setdefault("global", False)
    response = json(body, problem.status)
    if problem.status == 429:
        response.headers.update(
            {
                "Retry-After": str(math.ceil(problem.retry_after or 0)),
                "X-RateLimit-Scope": "shared",
                "Via": "1.1 google",
            }
        )
    return response


def status(number: int, text: str) -> web.Response:
    """Answer with an error that has no code of its own, such as `404: Not Found`."""
    return json({"message": f"{number}: {text}", "code": 0}, number)

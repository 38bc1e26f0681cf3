"""`/oauth2/authorize`: show the consent page, take the answer, send the person back to the application."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from infra.discord_sim.oauth import pages, requests
from infra.discord_sim.oauth.grants import Consent, Grants
from infra.discord_sim.oauth.people import manageable_guilds, people
from infra.discord_sim.oauth.requests import AuthorizeRequest, RefusedRequestError, UnusableRequestError
from infra.discord_sim.world.actions import bots
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.model import Guild, User
from infra.discord_sim.world.world import World

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}

Handler = Callable[[web.Request], Awaitable[web.Response]]


def show(world: World) -> Handler:
    """Make the handler of GET."""

    async def handle(request: web.Request) -> web.Response:
        asked = _read(world, request)
        if isinstance(asked, web.Response):
            return asked
        return _html(pages.consent_page(asked, people(world), _guilds_without(world, asked)))

    return handle


def answer(world: World, grants: Grants) -> Handler:
    """Make the handler of POST."""

    async def handle(request: web.Request) -> web.Response:
        asked = _read(world, request)
        if isinstance(asked, web.Response):
            return asked
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        if "cancel" in form:
            return _cancelled(asked)
        user = _user(world, form)
        if user is None:
            return _notice("Unknown User", "Nobody of this id can log in.", 400)
        return _agreed(world, grants, asked, user, form)

    return handle


def _agreed(world: World, grants: Grants, asked: AuthorizeRequest, user: User, form: Mapping[str, str]) -> web.Response:
    guild = _guild(world, user, form) if asked.adds_bot else None
    if asked.adds_bot and guild is None:
        return _notice("Missing Permissions", "This person may not add a bot to that server.", 403)
    if guild is not None:
        bots.add(world, Actor(user_id=user.id), guild.id, asked.application.id, asked.permissions)
    if not asked.redirect_uri:
        return _notice("Authorized", f"{asked.application.name} has joined the server. You may close this page.", 200)
    guild_id = None if guild is None else guild.id
    consent = Consent(
        application_id=asked.application.id,
        user_id=user.id,
        scopes=asked.scopes,
        redirect_uri=asked.redirect_uri,
        challenge=asked.challenge,
        guild_id=guild_id,
    )
    added = {} if guild_id is None else {"guild_id": str(guild_id), "permissions": str(asked.permissions)}
    return _redirect(asked.answer_url(code=grants.authorize(consent), **added))


def _cancelled(asked: AuthorizeRequest) -> web.Response:
    if not asked.redirect_uri:
        return _notice("Cancelled", "Nothing was allowed. You may close this page.", 200)
    description = "The resource owner or authorization server denied the request"
    return _redirect(asked.answer_url(error="access_denied", error_description=description))


def _read(world: World, request: web.Request) -> AuthorizeRequest | web.Response:
    try:
        return requests.read(world, request.query)
    except UnusableRequestError as problem:
        return _notice("Something is wrong with this link", str(problem), 400)
    except RefusedRequestError as refused:
        return _redirect(refused.url)


def _user(world: World, form: Mapping[str, str]) -> User | None:
    found = world.users.get(_number(form.get("user_id", "")))
    return found if found is not None and found.email and not found.bot else None


def _guild(world: World, user: User, form: Mapping[str, str]) -> Guild | None:
    guild_id = _number(form.get("guild_id", ""))
    return next((guild for guild in manageable_guilds(world, user.id) if guild.id == guild_id), None)


def _guilds_without(world: World, asked: AuthorizeRequest) -> list[Guild]:
    """List the guilds that the bot is not in yet, and the one that was asked for."""
    bot_id = asked.application.bot_id
    return [one for one in world.guilds.values() if bot_id not in one.members or one.id == asked.guild_id]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _notice(title: str, text: str, status: int) -> web.Response:
    return _html(pages.notice_page(title, text), status)


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)


def _redirect(url: str) -> web.Response:
    return web.Response(status=302, headers=_HEADERS | {"Location": url})

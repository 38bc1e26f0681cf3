"""What a route declares; requests are checked, and the OpenAPI document is written, from the same declaration."""

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_origin

import msgspec

from chalicelib.http.pace import Pace
from chalicelib.http.replies import Reply
from shared.features.access.model import GuildPermission
from shared.kernel.errors import AppError

Handler = TypeVar("Handler", bound=Callable[..., object])


class Access(StrEnum):
    """Who may call a route: the layer checks it before the handler runs."""

    PUBLIC = "public"
    OWN_PAGE = "own_page"  # rides on a cookie, so the request must show that our own page made it
    LOGIN = "login"
    GUILD = "guild"  # logged in, and the guild in the path lets them do what the route needs
    CHANNEL = "channel"  # the same, by the guild of the channel in the path


_PLACES: Final = (("{guild_id}", Access.GUILD), ("{channel_id}", Access.CHANNEL))
OF_PLACES: Final = frozenset(access for _, access in _PLACES)

Needs = GuildPermission | Mapping[str, GuildPermission]
"""The permission that a route needs in its guild, or, for each `{feature}` in its path, the one that this one needs."""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`path`, `query` and `body` are the structs of the handler's parameters of these names."""

    method: str
    url: str
    access: Access
    needs: Needs | None
    pace: Pace
    status: int
    tag: str
    handler: Callable[..., object]
    path: type[msgspec.Struct] | None
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    answer: Any
    once: bool
    errors: tuple[type[AppError], ...]

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def summary(self) -> str:
        return inspect.getdoc(self.handler) or self.name


class Routes:
    """The routes of one module; `tag` groups them in the document."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.declared: list[Route] = []

    def route(
        self,
        method: str,
        url: str,
        *,
        access: Access,
        needs: Needs | None = None,
        pace: Pace | None = None,
        status: int = 200,
        once: bool = False,
        errors: tuple[type[AppError], ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Declare a route; `errors` are those of its own, beside what its access and its input can raise.

        Without a `pace` it has that of its method. `once`: with an `Idempotency-Key`, doing it again does nothing.
        """
        if access is not _access_by_place(url, access) or (access in OF_PLACES) != (needs is not None):
            raise TypeError(f"{method} {url}: a route of a guild or a channel has that access, and says what it needs")

        def declare(handler: Handler) -> Handler:
            signature = inspect.signature(handler)
            given = {name: parameter.annotation for name, parameter in signature.parameters.items()}
            self.declared.append(
                Route(
                    method=method,
                    url=url,
                    access=access,
                    needs=needs,
                    pace=pace or (Pace.READ if method == "GET" else Pace.WRITE),
                    status=status,
                    tag=self.tag,
                    handler=handler,
                    path=given.get("path"),
                    query=given.get("query"),
                    body=given.get("body"),
                    answer=_answer(signature.return_annotation),
                    once=once,
                    errors=errors,
                )
            )
            return handler

        return declare


def permission_needed(needs: Needs, path: Mapping[str, str]) -> GuildPermission:
    """Return what a request needs; for a feature that there is not, what it takes to be told so."""
    if isinstance(needs, GuildPermission):
        return needs
    return needs.get(path.get("feature", ""), GuildPermission.VIEW)


def _access_by_place(url: str, otherwise: Access) -> Access | None:
    """Return the access that a path calls for; a path that names no place may have any other."""
    named = next((access for name, access in _PLACES if name in url), None)
    return named if named is not None or otherwise in OF_PLACES else otherwise


def _answer(annotation: Any) -> Any:
    """Return the type of the body in a handler's answer, None for an empty one."""
    body = get_args(annotation)[0] if get_origin(annotation) is Reply else annotation
    return None if body is NoneType else body

"""One request as a handler sees it: who calls, ids, query and body, all checked on access."""

from collections.abc import Mapping
from typing import TypeVar, get_origin

import msgspec
from multidict import MultiMapping

from infra.discord_sim.limits.limiter import Limiter
from infra.discord_sim.oauth.grants import Grant, Grants
from infra.discord_sim.rest import forms
from infra.discord_sim.rest.refusals import unauthorized
from infra.discord_sim.rest.uploads import Body, Upload
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.model import Application
from infra.discord_sim.world.world import World

Form = TypeVar("Form", bound=msgspec.Struct)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent a request: a bot, a person through an application (`grant`), or nobody in particular."""

    user_id: int | None = None
    grant: Grant | None = None


class Backend(msgspec.Struct, frozen=True, kw_only=True):
    """What all requests share."""

    simulator: Simulator
    grants: Grants
    limiter: Limiter


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Give a handler what it needs; everything that is malformed raises Discord's 50035."""

    backend: Backend
    caller: Caller
    parameters: Mapping[str, str]
    query_values: MultiMapping[str]
    body: Body
    authorization: str | None = None
    """The header as it came, for routes on which an application shows its secret."""
    reason: str | None = None

    @property
    def world(self) -> World:
        """Return the world that the call is about."""
        return self.backend.simulator.world

    @property
    def actor(self) -> Actor:
        """Return who acts, and why; raise 401 for a call without credentials."""
        if self.caller.user_id is None:
            raise unauthorized()
        return Actor(user_id=self.caller.user_id, reason=self.reason)

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """Return the files that came with the body."""
        return self.body.uploads

    def id(self, name: str) -> int:
        """Return an id of the path."""
        text = self.parameters[name]
        if text.isascii() and text.isdigit() and len(text) <= 20:
            return int(text)
        raise invalid_form(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')

    def form(self, kind: type[Form]) -> Form:
        """Return the body as a struct."""
        return forms.fill(kind, self.body.content)

    def forms(self, kind: type[Form]) -> list[Form]:
        """Return a body that is a list, each item as a struct."""
        return forms.fill_list(kind, self.body.content)

    def query(self, kind: type[Form]) -> Form:
        """Return the query as a struct; a list is a name repeated, or one value with commas."""
        values = self.query_values
        raw: dict[str, object] = {}
        for field in msgspec.structs.fields(kind):
            if field.encode_name in values:
                given = values.getall(field.encode_name)
                is_list = get_origin(field.type) is list
                raw[field.encode_name] = ",".join(given).split(",") if is_list else given[0]
        return forms.fill(kind, raw)

    def own_application(self) -> Application:
        """Return the application of the path, which must be the caller's own."""
        application = self.world.application_of(self.actor.user_id)
        if application.id != self.id("application_id"):
            raise error(Code.MISSING_ACCESS)
        return application

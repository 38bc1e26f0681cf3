"""The Chalice application: the routes, and what is the same for every request."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Final
from uuid import uuid4

from chalice.app import Chalice, CORSConfig, Request, Response

from chalicelib.http.declaration import Route
from chalicelib.http.errors import problem_response
from chalicelib.http.gate import OWN_PAGE_HEADER
from chalicelib.http.once import HEADER as ONCE_HEADER
from chalicelib.http.once import REPLAYED_HEADER
from chalicelib.http.security_headers import security_headers
from chalicelib.http.views import view_of
from chalicelib.services import Services
from shared.kernel.errors import AppError, MethodNotAllowedError, UnsupportedMediaTypeError
from shared.kernel.tracing import is_request_id, request_id

REQUEST_ID_HEADER: Final = "X-Request-Id"
PREFLIGHT_SECONDS: Final = 600
_CHALICES_OWN: Final[dict[int, type[AppError]]] = {405: MethodNotAllowedError, 415: UnsupportedMediaTypeError}

log = logging.getLogger(__name__)


def create_app(services: Services, routes: tuple[Route, ...], frontend_url: str | None) -> Chalice:
    """Make the application; pages of `frontend_url`, and of no other origin, may call it from a browser."""
    app = Chalice("guildhall", configure_logs=False)
    if frontend_url:
        app.api.cors = CORSConfig(
            allow_origin=frontend_url,
            allow_headers=[OWN_PAGE_HEADER, REQUEST_ID_HEADER, ONCE_HEADER, "If-Match", "If-None-Match"],
            expose_headers=[REQUEST_ID_HEADER, "Retry-After", "ETag", REPLAYED_HEADER],
            max_age=PREFLIGHT_SECONDS,
            allow_credentials=True,
        )
    headers = security_headers(frontend_url)

    def observed(request: Request, get_response: Callable[[Request], Response]) -> Response:
        return _observed(request, get_response, headers)

    app.register_middleware(observed, "http")
    for route in routes:
        view = view_of(route, services, lambda: _current(app))
        app.route(route.url, methods=[route.method])(view)
    return app


def _current(app: Chalice) -> Request:
    if app.current_request is None:
        raise RuntimeError("a view runs within a request only")
    return app.current_request


def _observed(request: Request, get_response: Callable[[Request], Response], headers: Mapping[str, str]) -> Response:
    """Give the request its id, its answer the headers that all have, and the log its line."""
    given = request.headers.get(REQUEST_ID_HEADER, "")
    token = request_id.set(given if is_request_id(given) else uuid4().hex)
    started = time.monotonic()
    try:
        response = get_response(request)
        if isinstance(response.body, dict):  # ours are encoded: this is an error that Chalice itself answers
            response = problem_response(_CHALICES_OWN.get(response.status_code, AppError)())
        response.headers[REQUEST_ID_HEADER] = request_id.get()
        response.headers.update(headers)
        log.info(
            "request.answered",
            extra={
                "method": request.method,
                "route": request.path,
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - started) * 1000),
            },
        )
        return response
    finally:
        request_id.reset(token)

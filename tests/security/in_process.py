"""The API in this process, at a moment of the test's choosing: requests go through Chalice's own local gateway."""

from typing import Any

import requests
from chalice.config import Config
from chalice.local import LocalGateway, LocalGatewayException
from requests.adapters import BaseAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict

from chalicelib.http.application import create_app
from chalicelib.routes import ROUTES
from chalicelib.services import Services
from tests.integration.api.browser import Browser

URL = "http://127.0.0.1:1"  # nobody listens there: what does not stay in this process fails


class InProcess(BaseAdapter):
    """Hands the requests of a session to the application."""

    def __init__(self, services: Services, cookies: RequestsCookieJar) -> None:
        super().__init__()
        self._cookies = cookies
        self._gateway = LocalGateway(create_app(services, ROUTES, services.config.frontend_url), Config())

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            answered = self._gateway.handle_request(request.method or "GET", request.path_url, headers, body or b"")
        except LocalGatewayException as error:
            answered = {"statusCode": error.CODE, "headers": error.headers, "body": error.body or b""}
        self._keep(answered.get("multiValueHeaders") or {})
        return _response(request, answered)

    def _keep(self, headers: dict[str, list[str]]) -> None:
        for line in headers.get("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies.set(name, value, domain="127.0.0.1", path="/api/auth")

    def close(self) -> None:
        """There is nothing to close."""


def browser_in_process(services: Services) -> Browser:
    """Somebody's browser at an API of one's own."""
    browser = Browser(URL)
    browser.mount(URL, InProcess(services, browser.cookies))
    return browser


def _response(request: requests.PreparedRequest, answered: dict[str, Any]) -> requests.Response:
    response = requests.Response()
    response.request, response.url = request, request.url or URL
    response.status_code = answered["statusCode"]
    response.headers = CaseInsensitiveDict(answered["headers"] or {})
    several = answered.get("multiValueHeaders") or {}
    response.headers.update({name: ", ".join(values) for name, values in several.items()})
    body = answered["body"]
    response._content = body.encode() if isinstance(body, str) else body
    return response

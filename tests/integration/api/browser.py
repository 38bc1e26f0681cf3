"""Somebody's browser at our page: cookies, the access token in memory, redirects followed one by one."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

TIMEOUT_SECONDS = 20
OWN_PAGE = {"X-Guildhall": "1"}


class Browser(requests.Session):
    def __init__(self, api_url: str) -> None:
        super().__init__()
        self.api_url = api_url
        self.access_token = ""

    def api(
        self, method: str, path: str, *, headers: Mapping[str, str | bytes] | None = None, **more: Any
    ) -> requests.Response:
        """Call our API as our page does."""
        bearer = {"Authorization": f"Bearer {self.access_token}"} if self.access_token else {}
        return self.request(
            method,
            self.api_url + path,
            headers={**bearer, **(headers or {})},
            allow_redirects=False,
            timeout=TIMEOUT_SECONDS,
            **more,
        )

    def authorize_url(self, return_to: str | None = None) -> str:
        answer = self.api("POST", "/api/auth/discord/login", json={"return_to": return_to})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["authorize_url"])

    def consent(self, authorize_url: str, **choice: str) -> str:
        """Choose on Discord's page; return where it sends us."""
        answer = self.post(authorize_url, data=choice, allow_redirects=False, timeout=TIMEOUT_SECONDS)
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["Location"]

    def follow(self, callback_url: str) -> dict[str, str]:
        """Go to our callback; return the query with which our page is opened."""
        answer = self.get(callback_url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def exchange(self, session: str) -> requests.Response:
        return self.api("POST", "/api/auth/exchange-session", json={"session": session})

    def log_in(self, user_id: str, return_to: str | None = None) -> dict[str, Any]:
        """Do the whole login; return what the exchange answers."""
        opened = self.follow(self.consent(self.authorize_url(return_to), user_id=user_id))
        if opened.get("error") == "discord_unavailable":  # five profiles of one person in five seconds
            time.sleep(5)
            opened = self.follow(self.consent(self.authorize_url(return_to), user_id=user_id))
        answer = self.exchange(opened["session"])
        assert answer.status_code == 200, answer.text
        completed: dict[str, Any] = answer.json()
        self.access_token = completed["access_token"]
        return completed

    def refresh(self) -> requests.Response:
        return self.api("POST", "/api/auth/refresh", headers=OWN_PAGE)

"""Who loses a role, leaves or is banned sees nothing more of the guild within five seconds, live or by request."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.fixtures.discord_sim import SimulatorProcess
from tests.fixtures.running_stack import RunningStack, wait_for
from tests.integration.api.browser import Browser

pytestmark = pytest.mark.stack

MODERATOR = "chidi"
LONGEST_SECONDS = 5.0


class Scene:
    """A guild that lets its moderators view it, its owner, and a moderator who has logged in."""

    def __init__(self, stack: RunningStack) -> None:
        self.stack = stack
        self.discord: SimulatorProcess = stack.discord
        self.guild: Any = self.discord.guild(number=1)  # other tests count the first one's members
        self.guild_id = str(self.guild["id"])
        self.user_id = self.discord.person(MODERATOR)
        self.role_ids = [role["id"] for role in self.guild["roles"] if role["name"] == "Moderator"]
        self.owner, self.moderator = Browser(stack.site_url), Browser(stack.site_url)

    def begin(self) -> None:
        self.owner.log_in(self.guild["owner_id"])
        self.grant(["view"])
        self.moderator.log_in(self.user_id)
        wait_for(lambda: self.status() == 200, LONGEST_SECONDS, self.stack)

    def grant(self, permissions: list[str]) -> None:
        url = f"/api/guilds/{self.guild_id}/features/access/settings"
        version = self.owner.api("GET", url).json()["version"]
        grants = [{"role_id": role_id, "permissions": permissions} for role_id in self.role_ids if permissions]
        answer = self.owner.api("PUT", url, json={"values": {"grants": grants}, "version": version})
        assert answer.status_code == 200, answer.text

    def status(self, path: str = "") -> int:
        return self.moderator.api("GET", f"/api/guilds/{self.guild_id}{path}").status_code

    @contextmanager
    def follow(self) -> Iterator[ClientConnection]:
        """A connection of the moderator's, subscribed to the guild."""
        ticket = self.moderator.api("POST", "/api/ws-ticket").json()
        with connect(f"{ticket['url']}?token={ticket['ticket']}") as connection:
            connection.send(json.dumps({"action": "subscribe", "guild_id": self.guild_id}))
            heard(connection, "subscribed")
            yield connection

    def say(self, text: str) -> None:
        self.discord.say(self.discord.channel(self.guild_id), text)

    def listed(self) -> bool:
        return self.guild_id in {each["id"] for each in self.moderator.api("GET", "/api/guilds").json()["items"]}

    def permissions(self) -> list[str]:
        found: list[str] = self.moderator.api("GET", f"/api/guilds/{self.guild_id}/access").json()["permissions"]
        return found

    def put_back(self) -> None:
        """Let the moderator be one again, whatever became of them."""
        with suppress(AssertionError):
            self.discord.control("POST", f"/guilds/{self.guild_id}/members/{self.user_id}/unban")
        with suppress(AssertionError):
            self.discord.control("POST", f"/guilds/{self.guild_id}/members", user_id=self.user_id)
        self.update(roles=self.role_ids)

    def update(self, roles: list[str]) -> None:
        self.discord.control("POST", f"/guilds/{self.guild_id}/members/{self.user_id}/update", roles=roles)


def heard(connection: ClientConnection, action: str, seconds: float = 15.0) -> dict[str, Any]:
    """Wait for a message of this action; of events, for one that has what somebody wrote among them."""
    deadline = time.monotonic() + seconds
    while True:
        message: dict[str, Any] = json.loads(connection.recv(timeout=max(0.0, deadline - time.monotonic())))
        if message["action"] == action and (action != "event" or written(message)):
            return message


def written(message: dict[str, Any]) -> list[str]:
    return [event["data"]["content"] for event in message["events"] if event["type"] == "message_create"]


@pytest.fixture
def scene(stack: RunningStack) -> Iterator[Scene]:
    scene = Scene(stack)
    scene.begin()
    yield scene
    scene.put_back()
    scene.owner.close()
    scene.moderator.close()


def loses_the_role(scene: Scene) -> None:
    scene.update(roles=[])


def leaves(scene: Scene) -> None:
    scene.discord.control("DELETE", f"/guilds/{scene.guild_id}/members/{scene.user_id}")


def is_banned(scene: Scene) -> None:
    scene.discord.control("POST", f"/guilds/{scene.guild_id}/members/{scene.user_id}/ban")


@pytest.mark.parametrize("loses", [loses_the_role, leaves, is_banned])
def test_who_is_no_moderator_any_more_sees_nothing_more(scene: Scene, loses: Callable[[Scene], None]) -> None:
    assert scene.listed()
    with scene.follow() as connection:
        scene.say("before")
        assert written(heard(connection, "event")) == ["before"]

        lost_at = time.monotonic()
        loses(scene)
        told = heard(connection, "error")
        told_after = time.monotonic() - lost_at
        wait_for(lambda: scene.status() == 403, LONGEST_SECONDS - told_after, scene.stack)
        refused_after = time.monotonic() - lost_at
        scene.say("after")

        with pytest.raises(TimeoutError):
            heard(connection, "event", seconds=3)
    assert (told["code"], told["guild_id"]) == ("guild_forbidden", scene.guild_id)
    assert max(told_after, refused_after) < LONGEST_SECONDS
    assert not scene.listed()


def test_a_grant_that_is_taken_back_lets_nobody_in_any_more(scene: Scene) -> None:
    with scene.follow() as connection:
        scene.grant([])

        wait_for(lambda: scene.status() == 403, LONGEST_SECONDS, scene.stack)
        with pytest.raises(ConnectionClosed):
            heard(connection, "event", seconds=LONGEST_SECONDS)


def test_a_permission_that_is_missing_is_named_to_who_may_view(scene: Scene) -> None:
    url = f"/api/guilds/{scene.guild_id}/features/messages/settings"
    change = {"values": {"retention_days": 7}, "version": 0}

    answer = scene.moderator.api("PUT", url, json=change)
    access = scene.moderator.api("GET", f"/api/guilds/{scene.guild_id}/access").json()

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")
    assert answer.json()["details"] == {"missing": ["manage-settings"]}
    assert (access["permissions"], access["source"], access["owner"]) == (["view"], "bot", False)


def test_nobody_grants_a_role_that_is_not_below_their_own(scene: Scene) -> None:
    scene.grant(["view", "manage-access"])
    wait_for(lambda: "manage-access" in scene.permissions(), LONGEST_SECONDS, scene.stack)
    url = f"/api/guilds/{scene.guild_id}/features/access/settings"
    stored = scene.owner.api("GET", url).json()
    roles = scene.moderator.api("GET", f"/api/guilds/{scene.guild_id}/roles").json()["items"]
    higher = next(role["id"] for role in roles if role["id"] not in scene.role_ids)

    refusals = [
        scene.moderator.api(
            "PUT",
            url,
            json={
                "values": {"grants": [*stored["values"]["grants"], {"role_id": role_id, "permissions": given}]},
                "version": stored["version"],
            },
        ).json()["code"]
        for role_id, given in [(higher, ["view"]), (scene.guild_id, ["view"]), (roles[-1]["id"], ["moderate"])]
    ]

    assert refusals == ["role_too_high", "invalid_input", "permission_missing"]
    assert [role["position"] for role in roles] == sorted((role["position"] for role in roles), reverse=True)

"""Deferred before anything is asked of anybody; and whatever happens then, somebody is told."""

from datetime import UTC, datetime
from typing import Any, cast

import discord
import pytest

from bot_worker.moderation.desk import ModerationDesk
from bot_worker.moderation.threads import Threads
from bot_worker.slash.answering import Answering, Heard
from bot_worker.slash.door import Door, Reply
from bot_worker.slash.payloads import Interaction, read_interaction
from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.settings.model import Stored
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

GUILD, MODERATORS, CHIDI = Snowflake(1 << 40), Snowflake(2 << 40), Snowflake(3 << 40)


class FakeDoor:
    """What was said, in order; `is_ours`: whether Discord takes the first answer."""

    def __init__(self, *, is_ours: bool = True) -> None:
        self.is_ours = is_ours
        self.said: list[object] = []

    async def defer(self, _: Interaction) -> bool:
        self.said.append("deferred")
        return self.is_ours

    async def show(self, _: Interaction, reply: Reply) -> None:
        self.said.append(reply.text)

    async def suggest(self, _: Interaction, choices: list[Any]) -> None:
        self.said.append(list(choices))

    async def open_modal(self, _: Interaction, modal: dict[str, Any]) -> None:
        self.said.append(modal["custom_id"])


class FakeSettings:
    def __init__(self, door: FakeDoor, error: Exception | None = None) -> None:
        self.door, self.error = door, error
        self.reads = 0

    def read(self, *_: object) -> Stored[AccessSettings]:
        self.reads += 1
        if self.error is not None:
            raise self.error
        grant = RoleGrant(role_id=MODERATORS, permissions=[GuildPermission.MODERATE])
        return Stored(values=AccessSettings(grants=[grant]), version=1)


class FakeDesk:
    """A desk with settings and nothing else: whatever gets further breaks."""

    def __init__(self, settings: FakeSettings) -> None:
        self.settings, self.commands = settings, Threads(1, "test")

    def clock(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)


class FakeRole:
    def __init__(self, role_id: int) -> None:
        self.id, self.position = role_id, 0 if role_id == GUILD else 1
        self.permissions = discord.Permissions(int(Permission.VIEW_CHANNEL))


class FakeGuild:
    id, owner_id, unavailable = GUILD, 1, False
    roles = (FakeRole(GUILD), FakeRole(MODERATORS))

    def get_role(self, role_id: int) -> FakeRole | None:
        return next((role for role in self.roles if role.id == role_id), None)


HERE = FakeGuild()


def an_interaction(data: dict[str, Any], *, kind: int = 2, roles: tuple[int, ...] = (MODERATORS,)) -> Interaction:
    member = {"user": {"id": str(CHIDI), "username": "chidi"}, "roles": [str(each) for each in roles]}
    payload = {"id": "1", "application_id": "2", "token": "t", "guild_id": str(GUILD), "locale": "fr"}
    return read_interaction(payload | {"type": kind, "data": data, "member": member})


async def answered(
    interaction: Interaction, door: FakeDoor, *, guild: FakeGuild | None = HERE, error: Exception | None = None
) -> FakeSettings:
    settings = FakeSettings(door, error)
    answering = Answering(cast("ModerationDesk", FakeDesk(settings)))
    heard = Heard(interaction=interaction, guild=cast("discord.Guild | None", guild), door=cast("Door", door))
    await answering.answer(heard)
    return settings


VIEW = {"name": "case", "type": 1, "options": [{"name": "view", "type": 1, "options": []}]}


async def test_what_another_worker_answers_is_not_looked_at() -> None:
    door = FakeDoor(is_ours=False)

    settings = await answered(an_interaction(VIEW), door)

    assert (door.said, settings.reads) == (["deferred"], 0)


async def test_a_store_that_is_away_is_said_after_the_deferral() -> None:
    door = FakeDoor()

    await answered(an_interaction(VIEW), door, error=StoreUnavailableError())

    assert door.said == ["deferred", "Notre base ne répond pas pour le moment. Réessaie bientôt."]


async def test_whoever_has_no_grant_is_told_so() -> None:
    door = FakeDoor()

    await answered(an_interaction(VIEW, roles=()), door)

    assert door.said[1:] == ["Tu ne peux pas modérer ici. Cela se décide sur la page du serveur, sous Accès."]


async def test_a_guild_that_is_not_there_yet_is_waited_for() -> None:
    door = FakeDoor()

    await answered(an_interaction(VIEW), door, guild=None)

    assert "vient de démarrer" in str(door.said[1])


async def test_what_breaks_is_said_and_reported() -> None:
    door = FakeDoor()
    warn = {"name": "history", "type": 1, "options": [{"name": "user", "type": 6, "value": str(CHIDI)}]}

    with pytest.raises(AttributeError):
        await answered(an_interaction(warn), door)

    assert door.said == ["deferred", "Une erreur est survenue de notre côté. Réessaie."]


async def test_nothing_is_suggested_to_those_who_may_not_use_the_command() -> None:
    door = FakeDoor()
    typing = {"name": "warn", "type": 1, "options": [{"name": "reason", "type": 3, "value": "x", "focused": True}]}

    await answered(an_interaction(typing, kind=4, roles=()), door)

    assert door.said == [[]]


async def test_a_webhooks_message_has_nobody_to_warn() -> None:
    door = FakeDoor()
    message = {
        "id": "5",
        "channel_id": "6",
        "author": {"id": "7", "username": "hook"},
        "timestamp": "2026-03-01T12:00:00+00:00",
        "webhook_id": "7",
    }
    menu = {"name": "Warn for this message", "type": 3, "target_id": "5", "resolved": {"messages": {"5": message}}}

    await answered(an_interaction(menu), door)

    assert door.said == ["deferred", "Un webhook a écrit cela : il n’y a personne à avertir."]

"""A case on a store in memory, with a bucket, a vault and a Discord of its own."""

import itertools
import json
from datetime import timedelta

from shared.adapters.discord.client import DiscordClient
from shared.adapters.encryption import Encryption
from shared.features.cases.model import Case, CaseState, Named
from shared.features.cases.service import CaseService
from shared.features.evidence.archive import EvidenceArchive
from shared.features.evidence.reading import MessageReader
from shared.features.evidence.service import EvidenceService
from shared.features.evidence.uploads import Uploads
from shared.features.messages.service import ContentVault
from shared.features.snapshots.rules import Scene
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import a_new_case
from tests.factories.snapshots import BOT_ROLE, GUILD, MEMBERS, MODS, PERSON, a_channel, a_role, a_scene, a_snapshot
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import FakeClock
from tests.fakes.discord_rest import FakeLimiter, FakeTransport, an_answer
from tests.fakes.messages import FakeGuildKeys
from tests.fakes.objects import FakeObjects

READING = (Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY)
MESSAGE = {
    "id": "500",
    "channel_id": "70",
    "author": {"id": "6", "username": "mallory"},
    "content": "buy my spam",
    "timestamp": "2026-03-01T11:00:00+00:00",
    "attachments": [{"id": "1", "filename": "a.png", "size": 3, "url": "https://cdn.example/a.png"}],
    "embeds": [{"title": "Spam", "description": "x" * 5_000, "fields": [{"name": "a", "value": "b"}]}],
}


class FakeScenes:
    """`scene` is what everybody sees."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def of(self, guild_id: Snowflake, user_id: Snowflake) -> Scene:
        assert guild_id == self.scene.guild_id
        assert user_id == self.scene.person.user_id
        return self.scene


def a_readable_scene() -> Scene:
    roles = [
        a_role(GUILD, 0, *READING, name="@everyone"),
        a_role(MEMBERS, 1, name="Members"),
        a_role(MODS, 2, name="Mods"),
        a_role(BOT_ROLE, 3, name="Bot"),
    ]
    return a_scene(a_snapshot(a_channel(70, name="general"), roles=roles))


class Desk:
    """Everything that evidence stands on, to be looked at."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeCases()
        self.cases: CaseService = a_case_service(self.store, self.clock)
        self.objects = FakeObjects()
        self.keys = FakeGuildKeys()
        self.scenes = FakeScenes(a_readable_scene())
        self.transport = FakeTransport(an_answer(body=json.dumps(MESSAGE).encode()))
        self.entropy = itertools.count(1)
        self.evidence = self.service()

    def service(self) -> EvidenceService:
        """Return a service that remembers nothing, as another function has it."""
        seeds = itertools.count(1)
        vault = ContentVault(
            self.keys, Encryption(b"m" * 32), Encryption, self.clock, lambda size: bytes([next(seeds)]) * size
        )
        return EvidenceService(
            cases=self.cases,
            archive=EvidenceArchive(self.objects, vault),
            uploads=Uploads(self.objects, self.clock),
            reader=MessageReader(self.scenes, lambda: DiscordClient(self.transport, FakeLimiter())),
            name_of=lambda user_id: f"name of {user_id}",
            clock=self.clock,
            entropy=lambda: next(self.entropy),
        )

    def open_case(self) -> Case:
        return self.cases.open(a_new_case(guild_id=GUILD, state=CaseState.DONE))

    def case(self, number: int = 1) -> Case:
        return self.cases.get(GUILD, number)

    def erase_the_guilds_key(self) -> None:
        self.keys.wrapped.clear()
        self.clock.now += timedelta(minutes=5)


MODERATOR = Named(user_id=PERSON, name=f"name of {PERSON}")

"""The services with which the worker moderates, wired as the API's are."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot_worker.moderation.bots import OwnBots
from bot_worker.moderation.threads import Threads
from shared.config.processes import BotConfig
from shared.wiring.administration import AdministrationWiring
from shared.wiring.casework import CaseworkWiring
from shared.wiring.discord import DiscordWiring
from shared.wiring.moderation import ModerationWiring

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.features.actions.service import ActionLog
    from shared.features.settings.service import SettingsService

COMMAND_THREADS: Final = 12  # people wait for what they do
BACKGROUND_THREADS: Final = 4  # nobody waits for jobs and clocks
ENTROPY_BITS: Final = 80  # of a ULID


def utc_now() -> datetime:
    return datetime.now(UTC)


class ModerationDesk:
    """Built when first used, in whichever thread; nothing is asked of Redis, DynamoDB or Discord before.

    The services are synchronous: call them by `commands.run(…)` where somebody waits, by `background.run(…)` else.
    """

    def __init__(
        self,
        config: BotConfig,
        dynamodb: "DynamoDBClient",
        bots: OwnBots,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.config = config
        self.clock = clock
        self.commands = Threads(COMMAND_THREADS, "commands")
        self.background = Threads(BACKGROUND_THREADS, "background")
        self._dynamodb = dynamodb
        self._bots = bots

    @cached_property
    def casework(self) -> CaseworkWiring:
        """Cases, and all that makes them."""
        config = self.config
        return CaseworkWiring(
            self.discord,
            aws=config.aws,
            gateway=config.gateway,
            site=config.frontend_url,
            event_buckets=config.event_buckets,
            encryption_keys=config.encryption_keys,
            dynamodb=self._dynamodb,
            redis=self.redis,
            changes=lambda: self.administration.changes,
            settings=lambda: self.settings,
            clock=self.clock,
            entropy=entropy,
        )

    @cached_property
    def discord(self) -> DiscordWiring:
        """Discord's REST API, and guilds as they are there; how members stand, this worker knows itself."""
        config = self.config
        return DiscordWiring(
            api_url=config.discord_api_url,
            bot_id=config.bot_id,
            bot_token=config.discord_token,
            redis=self.redis,
            redis_url=config.redis_url,
            bots=lambda: self._bots,
            clock=self.clock,
        )

    @cached_property
    def administration(self) -> AdministrationWiring:
        """What people change in their guilds at Discord."""
        return AdministrationWiring(
            self.discord,
            log=lambda: self.action_log,
            name_of=self.discord.name_of,
            settings=lambda: self.settings,
            clock=self.clock,
        )

    @cached_property
    def moderation(self) -> ModerationWiring:
        """Members, bans, messages and the audit log."""
        return ModerationWiring(
            self.discord,
            lambda: self.administration.changes,
            lambda: self._bots,
            self.config.bot_id,
            new_nonce=lambda: secrets.token_hex(12),
        )

    @cached_property
    def settings(self) -> "SettingsService":
        from shared.features.settings.service import SettingsService
        from shared.features.settings.table import SettingsTable

        return SettingsService(SettingsTable(self._dynamodb, self.config.aws))

    @cached_property
    def action_log(self) -> "ActionLog":
        from shared.features.actions.service import ActionLog
        from shared.features.actions.table import ActionTable

        return ActionLog(ActionTable(self._dynamodb, self.config.aws), self.clock, entropy)

    @cached_property
    def redis(self) -> "Redis":
        from shared.adapters.redis_store import connect

        return connect(self.config.redis_url)

    def close(self) -> None:
        """Begin nothing any more."""
        self.commands.close()
        self.background.close()


def entropy() -> int:
    return secrets.randbits(ENTROPY_BITS)

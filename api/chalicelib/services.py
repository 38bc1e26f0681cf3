"""What the routes stand on, built when it is first needed: a request pays only for what it uses."""

import os
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Final

from chalicelib.stored import ENTROPY_BITS, StoredServices, random_hex

if TYPE_CHECKING:
    from shared.adapters.access_tokens import AccessTokens
    from shared.adapters.admission import RedisAdmission
    from shared.adapters.websocket_api import WebSocketApi
    from shared.features.access.service import AccessService
    from shared.features.account.service import AccountService
    from shared.features.enforcement.resources import ResourceActs
    from shared.features.events.letter_replay import DeadLetterReplay
    from shared.features.gateway.closing import UserConnections
    from shared.features.gateway.followers import GuildFollowers
    from shared.features.gateway.line import BotLine
    from shared.features.gateway.service import GatewayService
    from shared.features.guilds.directory import GuildDirectory
    from shared.features.imports.service import AuditImports
    from shared.features.logins.endings import LoginEndings
    from shared.features.logins.families import LoginFamilies
    from shared.features.logins.ports import AccountStore, LoginStore
    from shared.features.logins.service import LoginFlow
    from shared.features.undo.service import UndoService
    from shared.wiring.access import AccessWiring
    from shared.wiring.administration import AdministrationWiring
    from shared.wiring.casework import CaseworkWiring
    from shared.wiring.discord import DiscordWiring
    from shared.wiring.guild_access import GuildAccessWiring
    from shared.wiring.moderation import ModerationWiring

SEND_SECONDS: Final = 3.0  # for a command to reach the gateway
GATE_SECONDS: Final = 0.5  # a request without Redis waits for twice this at most, and goes on


class Services(StoredServices):
    """The features with their adapters, one of each for the whole process; safe between threads."""

    @cached_property
    def access_tokens(self) -> "AccessTokens":
        from shared.adapters.access_tokens import AccessTokens

        return AccessTokens(self.config.jwt_secret, self.config.access_lifetime)

    @cached_property
    def accounts(self) -> "AccountStore":
        from shared.features.logins.table import UserTable

        return UserTable(self.config.aws)

    @cached_property
    def login_flow(self) -> "LoginFlow":
        from shared.adapters.discord_oauth import DiscordOAuth, authorize_url
        from shared.adapters.discord_rest import DiscordRest
        from shared.adapters.encryption import Encryption
        from shared.adapters.redis_store import RedisOneTimeStore
        from shared.features.logins.service import LoginFlow, LoginPorts

        discord = self.config.discord
        return LoginFlow(
            LoginPorts(
                once=RedisOneTimeStore(self._redis),
                codes=DiscordOAuth(discord, self.clock),
                profiles=DiscordRest(discord.api_url),
                accounts=self.accounts,
                seals=Encryption(*self.config.encryption_keys),
                authorize_url=lambda state, challenge: authorize_url(discord, state, challenge),
                random_hex=random_hex,
                forget=self._access_wiring.administered.forget,
            )
        )

    @cached_property
    def login_families(self) -> "LoginFamilies":
        from shared.features.logins.families import LoginFamilies
        from shared.features.logins.refresh_tokens import RefreshTokens

        return LoginFamilies(
            self.logins,
            self.login_endings,
            RefreshTokens(self.config.jwt_refresh_secret),
            self.config.refresh_lifetime,
            self.clock,
            os.urandom,
        )

    @cached_property
    def logins(self) -> "LoginStore":
        from shared.features.logins.table import LoginTable

        return LoginTable(self.config.aws)

    @cached_property
    def login_endings(self) -> "LoginEndings":
        from shared.adapters.redis_store import RedisOneTimeStore
        from shared.features.logins.endings import LoginEndings

        marks = RedisOneTimeStore(self._redis)
        return LoginEndings(self.logins, marks, self.user_connections, self.config.access_lifetime, self.clock)

    @cached_property
    def user_connections(self) -> "UserConnections":
        from shared.features.gateway.closing import UserConnections
        from shared.features.gateway.table import ConnectionTable

        config = self.config
        return UserConnections(ConnectionTable(self._dynamodb, config.aws, config.event_buckets), self._postman)

    @cached_property
    def _postman(self) -> "WebSocketApi":
        from shared.adapters.websocket_api import WebSocketApi

        return WebSocketApi(self.config.aws, self.config.gateway, timeout_seconds=SEND_SECONDS, attempts=1)

    @cached_property
    def admission(self) -> "RedisAdmission":
        from shared.adapters.admission import RedisAdmission
        from shared.adapters.redis_store import connect

        return RedisAdmission(connect(self.config.redis_url, timeout_seconds=GATE_SECONDS, retries=1))

    @property
    def access(self) -> "AccessService":
        return self._guild_access_wiring.access

    @cached_property
    def followers(self) -> "GuildFollowers":
        from shared.features.gateway.followers import GuildFollowers
        from shared.features.gateway.watcher_table import WatcherTable

        watchers = WatcherTable(self._dynamodb, self.config.aws, self.config.event_buckets)
        return GuildFollowers(watchers, self._postman, self.clock)

    @cached_property
    def guild_directory(self) -> "GuildDirectory":
        from shared.features.guilds.directory import GuildDirectory

        user_guilds, granted = self._access_wiring.administered, self._guild_access_wiring.granted
        return GuildDirectory(user_guilds, granted, self.guilds, self.config.discord)

    @cached_property
    def gateway(self) -> "GatewayService":
        from shared.adapters.redis_store import RedisOneTimeStore, RedisReplies, connect
        from shared.features.gateway.service import PING_TIMEOUT, GatewayService

        config = self.config
        waiting = connect(config.redis_url, longest_wait_seconds=PING_TIMEOUT.total_seconds())
        return GatewayService(
            line=self._line,
            tickets=RedisOneTimeStore(self._redis),
            replies=RedisReplies(waiting),
            url=config.gateway.url,
            clock=self.clock,
            new_ticket=lambda: random_hex(32),
        )

    @cached_property
    def _line(self) -> "BotLine":
        from shared.features.gateway.command_table import CommandTable
        from shared.features.gateway.line import BotLine
        from shared.features.gateway.table import ConnectionTable

        directory = ConnectionTable(self._dynamodb, self.config.aws, self.config.event_buckets)
        queue = CommandTable(self._dynamodb, self.config.aws)
        return BotLine(directory, self._postman, queue, self.clock, new_id=lambda: random_hex(16))

    @cached_property
    def discord(self) -> "DiscordWiring":
        """Discord's REST API as the bot, and guilds as they are there."""
        from shared.wiring.discord import DiscordWiring

        config = self.config
        return DiscordWiring(
            api_url=config.discord.api_url,
            bot_id=config.bot_id,
            bot_token=config.discord_token,
            redis=self._redis,
            redis_url=config.redis_url,
            bots=lambda: self._guild_access_wiring.bots,
            clock=self.clock,
        )

    @cached_property
    def administration(self) -> "AdministrationWiring":
        """What people change in their guilds at Discord."""
        from shared.features.logins.names import name_in
        from shared.wiring.administration import AdministrationWiring

        return AdministrationWiring(
            self.discord,
            log=lambda: self.action_log,
            name_of=lambda user_id: name_in(self.accounts, user_id),
            settings=lambda: self.settings,
            clock=self.clock,
        )

    @cached_property
    def moderation(self) -> "ModerationWiring":
        """What moderators do at Discord."""
        from shared.wiring.moderation import ModerationWiring

        return ModerationWiring(
            self.discord,
            lambda: self.administration.changes,
            lambda: self._guild_access_wiring.bots,
            self.config.bot_id,
            new_nonce=lambda: random_hex(12),
        )

    @cached_property
    def casework(self) -> "CaseworkWiring":
        """Cases, and all that makes them."""
        from shared.wiring.casework import CaseworkWiring

        return CaseworkWiring(
            self.discord,
            aws=self.config.aws,
            gateway=self.config.gateway,
            site=self.config.frontend_url,
            event_buckets=self.config.event_buckets,
            encryption_keys=self.config.encryption_keys,
            dynamodb=self._dynamodb,
            redis=self._redis,
            changes=lambda: self.administration.changes,
            settings=lambda: self.settings,
            clock=self.clock,
            entropy=lambda: secrets.randbits(ENTROPY_BITS),
        )

    @cached_property
    def resource_acts(self) -> "ResourceActs":
        """Acts of moderation, asked for as changes of members and bans."""
        from shared.features.enforcement.resources import ResourceActs

        moderation = self.moderation
        return ResourceActs(self.casework.enforcement, moderation.members, moderation.bans, self.clock)

    @cached_property
    def undo(self) -> "UndoService":
        from shared.features.logins.names import name_in
        from shared.wiring.undoing import undo_service

        return undo_service(
            self.discord,
            self.administration,
            self.moderation,
            self.casework,
            actions=self.actions,
            name_of=lambda user_id: name_in(self.accounts, user_id),
            clock=self.clock,
        )

    @cached_property
    def dead_letter_replay(self) -> "DeadLetterReplay":
        from shared.wiring.commit import dead_letter_replay

        config = self.config
        access = self._guild_access_wiring.changes(self.followers)
        return dead_letter_replay(
            self._dynamodb, config.aws, config.event_buckets, config.encryption_keys, access, self._imports, self.clock
        )

    @cached_property
    def _imports(self) -> "AuditImports":
        from shared.adapters.redis_store import RedisLocks
        from shared.wiring.imports import audit_imports

        locks, notices = RedisLocks(self._redis), self.casework.notices
        return audit_imports(
            self._dynamodb, self.config.aws, locks, notices, self.clock, lambda: secrets.randbits(ENTROPY_BITS)
        )

    @cached_property
    def account(self) -> "AccountService":
        from shared.features.account.service import AccountPorts, AccountService
        from shared.features.account.table import PendingErasureTable
        from shared.wiring.cases import personal_cases
        from shared.wiring.history import personal_events

        config = self.config
        return AccountService(
            AccountPorts(
                accounts=self.accounts,
                endings=self.login_endings,
                connections=self.user_connections,
                grants=self._access_wiring.grants,
                events=personal_events(self._dynamodb, config.aws, config.encryption_keys, self.clock),
                cases=personal_cases(self._dynamodb, config.aws, self.clock),
                own_cases=lambda guild_id, user_id: self.casework.appeals.copy(guild_id, user_id),  # noqa: PLW0108 - made when needed
                pending=PendingErasureTable(self._dynamodb, config.aws),
                forget=self._access_wiring.administered.forget,
                new_id=lambda: random_hex(16),
                cdn_url=config.discord.cdn_url,
            ),
            self.clock,
        )

    @cached_property
    def _access_wiring(self) -> "AccessWiring":
        from shared.wiring.access import AccessWiring

        return AccessWiring(
            aws=self.config.aws,
            discord=self.config.discord,
            encryption_keys=self.config.encryption_keys,
            redis=self._redis,
            clock=self.clock,
        )

    @cached_property
    def _guild_access_wiring(self) -> "GuildAccessWiring":
        from shared.wiring.guild_access import GuildAccessWiring

        return GuildAccessWiring(
            aws=self.config.aws,
            redis=self._redis,
            redis_url=self.config.redis_url,
            user_guilds=lambda: self._access_wiring.administered,
            dynamodb=lambda: self._dynamodb,
            line=lambda: self._line,
            clock=self.clock,
        )

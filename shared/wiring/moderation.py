"""What moderators do in a guild by way of Discord's REST API, and whom they see there."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from shared.adapters.discord.client import DiscordClient
    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.audit_log.service import AuditLogService
    from shared.features.bans.service import BanService
    from shared.features.conversations.service import ConversationService
    from shared.features.invites.service import InviteService
    from shared.features.members.lists import MemberLists
    from shared.features.members.ports import Bots
    from shared.features.members.service import MemberService
    from shared.features.webhooks.service import WebhookService
    from shared.wiring.discord import DiscordWiring


class ModerationWiring:
    """A request builds what it uses; `changes` and `bots` make the parts that their names say.

    `new_nonce` returns up to 25 characters that nobody else uses.
    """

    def __init__(
        self,
        discord: "DiscordWiring",
        changes: "Callable[[], GuildChanges]",
        bots: "Callable[[], Bots]",
        bot_id: Snowflake,
        new_nonce: Callable[[], str],
    ) -> None:
        self._discord = discord
        self._changes = changes
        self._bots = bots
        self._bot_id = bot_id
        self._new_nonce = new_nonce

    @cached_property
    def members(self) -> "MemberService":
        from shared.features.members.service import MemberService

        return MemberService(self._discord.scenes, self._client, self._changes())

    @cached_property
    def member_lists(self) -> "MemberLists":
        from shared.features.members.lists import MemberLists

        return MemberLists(self._client, self._bots, self._bot_id)

    @cached_property
    def bans(self) -> "BanService":
        from shared.features.bans.service import BanService

        return BanService(self._discord.scenes, self._client)

    @cached_property
    def conversations(self) -> "ConversationService":
        from shared.features.conversations.service import ConversationService

        return ConversationService(self._discord.scenes, self._client, self._changes(), self._new_nonce)

    @cached_property
    def audit_log(self) -> "AuditLogService":
        from shared.features.audit_log.service import AuditLogService

        return AuditLogService(self._discord.scenes, self._client)

    @cached_property
    def invites(self) -> "InviteService":
        from shared.features.invites.service import InviteService

        return InviteService(self._discord.scenes, self._client, self._changes())

    @cached_property
    def webhooks(self) -> "WebhookService":
        from shared.features.webhooks.service import WebhookService

        return WebhookService(self._discord.scenes, self._client, self._changes())

    def _client(self) -> "DiscordClient":
        return self._discord.client

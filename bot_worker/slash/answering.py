"""From an interaction to its answer: deferred at once, checked, carried out, and shown."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import discord
import msgspec

from bot_worker.moderation.desk import ModerationDesk
from bot_worker.slash import rights
from bot_worker.slash.components import modal
from bot_worker.slash.definitions import MENU_KEYS, needed_for
from bot_worker.slash.door import Door, Reply
from bot_worker.slash.given import Given, Misunderstood
from bot_worker.slash.handlers import HANDLERS
from bot_worker.slash.handlers.casework import history
from bot_worker.slash.handlers.menus import SeenMessages, sent_modal
from bot_worker.slash.handlers.pressing import pressed
from bot_worker.slash.language import language_of
from bot_worker.slash.payloads import Interaction, InteractionType
from bot_worker.slash.refusals import explained, misunderstood
from bot_worker.slash.registration import CommandType
from bot_worker.slash.suggesting import Choices, suggestions
from bot_worker.slash.texts import say
from bot_worker.slash.use import Use
from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings
from shared.features.cases.model import Named
from shared.features.settings.grants import FEATURE as ACCESS
from shared.kernel.commands import MemberView
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

Needed = tuple[GuildPermission, ...]
Work = Callable[[Use], Awaitable[Reply | None]]
_MODERATE: Final[Needed] = (GuildPermission.MODERATE,)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """An interaction, the guild as the bot remembers it, and the door through which answers go."""

    interaction: Interaction
    guild: discord.Guild | None
    door: Door


class Answering:
    """Knows nothing between two interactions but what messages said when their modals were opened."""

    def __init__(self, desk: ModerationDesk) -> None:
        self._desk = desk
        self._seen = SeenMessages(desk.clock)

    async def answer(self, heard: Heard) -> None:
        """Answer, unless it is another worker's to do, or too late."""
        interaction, door = heard.interaction, heard.door
        if interaction.type is InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
            await door.suggest(interaction, await self._suggestions(heard))
        elif interaction.type is InteractionType.MESSAGE_COMPONENT:
            if await door.defer_update(interaction):
                await self._carry_out(heard, pressed, _MODERATE)
        elif interaction.type is InteractionType.MODAL_SUBMIT:
            if await door.defer(interaction):
                await self._carry_out(heard, partial(sent_modal, seen=self._seen), _MODERATE)
        elif interaction.type is InteractionType.APPLICATION_COMMAND:
            await self._command(heard)

    async def _command(self, heard: Heard) -> None:
        data = heard.interaction.data
        is_menu = data.type != CommandType.CHAT_INPUT
        if is_menu and await self._opened_modal(heard):
            return
        if not await heard.door.defer(heard.interaction):
            return
        path = Given(data).path
        if is_menu:
            is_history = MENU_KEYS.get(path) == "menu.history"
            await self._carry_out(heard, history if is_history else _nobody_to_warn, _MODERATE)
            return
        await self._carry_out(heard, HANDLERS.get(path, _unknown), needed_for(path))

    async def _opened_modal(self, heard: Heard) -> bool:
        """Open the modal of a context menu; return False for a menu that has none."""
        interaction, data = heard.interaction, heard.interaction.data
        menu = MENU_KEYS.get(data.name, "").removeprefix("menu.")
        if menu in ("", "history") or data.target_id is None:
            return False
        about = [data.target_id]
        if data.type == CommandType.MESSAGE:
            message = data.resolved.message(data.target_id)
            if message is None or message.webhook_id is not None or interaction.member is None:
                return False
            name = interaction.channel.name or ""
            self._seen.note(interaction.guild_id or 0, interaction.member.user.id, message, name)
            about = [message.author.id, message.channel_id, message.id]
        await heard.door.open_modal(interaction, modal(language_of(interaction.locale), menu, *about))
        return True

    async def _carry_out(self, heard: Heard, work: Work, needed: Needed) -> None:
        """Show what came of it, or why nothing did."""
        interaction = heard.interaction
        language = language_of(interaction.locale)
        try:
            reply = await work(await self._checked(heard, needed))
        except Misunderstood as error:
            reply = Reply(text=misunderstood(error, language))
        except AppError as error:
            reply = Reply(text=explained(error, language))
        except Exception as error:
            if not isinstance(error, TimeoutError):
                await heard.door.show(interaction, Reply(text=say(language, "error.unexpected")))
            raise
        if reply is not None:
            await heard.door.show(interaction, reply)

    async def _checked(self, heard: Heard, needed: Needed) -> Use:
        """Return what a handler gets; raise `Misunderstood`, or as `rights.check` does."""
        interaction, guild, member = heard.interaction, heard.guild, heard.interaction.member
        if guild is None or guild.unavailable or member is None:
            raise Misunderstood("error.guild")
        guild_id = Snowflake(guild.id)
        await self._desk.commands.run(self._check, guild_id, rights.standing(guild, member), needed)
        return Use(
            interaction=interaction,
            given=Given(interaction.data),
            guild_id=guild_id,
            by=Named(user_id=member.user.id, name=member.user.username),
            language=language_of(interaction.locale),
            desk=self._desk,
            show=partial(heard.door.show, interaction),
        )

    def _check(self, guild_id: Snowflake, view: MemberView, needed: Needed) -> None:
        settings = self._desk.settings.read(guild_id, ACCESS, AccessSettings).values
        rights.check(view, settings, needed, self._desk.clock())

    async def _suggestions(self, heard: Heard) -> Choices:
        """Return nothing to those who may not use the command, or where nothing can be found out."""
        try:
            return await suggestions(await self._checked(heard, needed_for(Given(heard.interaction.data).path)))
        except (AppError, Misunderstood):
            return []


async def _unknown(use: Use) -> Reply:
    return Reply(text=say(use.language, "error.not_found"))


async def _nobody_to_warn(use: Use) -> Reply:
    return Reply(text=say(use.language, "error.webhook"))

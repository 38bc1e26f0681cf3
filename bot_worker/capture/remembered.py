"""A guild as discord.py remembers it."""

import discord

from bot_worker.capture.scene import ChannelFacts, RoleFacts, VoiceFacts
from bot_worker.known_members import MemberState
from bot_worker.views import member_view, role_view
from shared.kernel.commands import MemberView
from shared.kernel.events import ChannelView, EmojiView, ThreadView
from shared.kernel.snowflakes import Snowflake


class RememberedGuild:
    """None is a guild that discord.py does not know (yet, or any more)."""

    def __init__(self, guild: discord.Guild | None) -> None:
        self._guild = guild

    @property
    def is_known(self) -> bool:
        return self._guild is not None

    @property
    def reads_audit_log(self) -> bool:
        me: discord.Member | None = None if self._guild is None else self._guild.me
        return me is not None and me.guild_permissions.view_audit_log

    @property
    def owner_id(self) -> int | None:
        return None if self._guild is None else self._guild.owner_id

    @property
    def name_and_icon(self) -> tuple[str, str | None] | None:
        guild = self._guild
        return None if guild is None else (guild.name, None if guild.icon is None else guild.icon.key)

    @property
    def member_count(self) -> int:
        return 0 if self._guild is None else self._guild.member_count or 0

    def channel_name(self, channel_id: int) -> str:
        channel = None if self._guild is None else self._guild.get_channel_or_thread(channel_id)
        return "" if channel is None else channel.name

    def channel(self, channel_id: int) -> ChannelFacts | None:
        channel = None if self._guild is None else self._guild.get_channel(channel_id)
        if channel is None:
            return None
        view = ChannelView(
            id=Snowflake(channel.id),
            name=channel.name,
            type=channel.type.value,
            parent_id=_snowflake(channel.category_id),
            position=channel.position,
            nsfw=getattr(channel, "nsfw", False),
            slowmode=getattr(channel, "slowmode_delay", 0),
        )
        overwrites = frozenset((one.id, one.allow, one.deny) for one in channel._overwrites)  # noqa: SLF001 - the public ones resolve roles and members
        return ChannelFacts(view=view, topic=getattr(channel, "topic", None), overwrites=overwrites)

    def thread(self, thread_id: int) -> ThreadView | None:
        thread = None if self._guild is None else self._guild.get_thread(thread_id)
        if thread is None:
            return None
        return ThreadView(
            id=Snowflake(thread.id),
            type=thread.type.value,
            parent_id=_snowflake(thread.parent_id),
            name=thread.name,
            owner_id=_snowflake(thread.owner_id),
            archived=thread.archived,
            locked=thread.locked,
            slowmode=thread.slowmode_delay,
        )

    def role(self, role_id: int) -> RoleFacts | None:
        role = None if self._guild is None else self._guild.get_role(role_id)
        return None if role is None else RoleFacts(view=role_view(role), permissions=role.permissions.value)

    def is_bot(self, user_id: int) -> bool:
        roles = [] if self._guild is None else self._guild.roles
        return any(role.tags is not None and role.tags.bot_id == user_id for role in roles)

    def emojis(self) -> list[EmojiView] | None:
        if self._guild is None:
            return None
        return [EmojiView(id=Snowflake(one.id), name=one.name, animated=one.animated) for one in self._guild.emojis]

    def voice(self, user_id: int) -> VoiceFacts:
        state = None if self._guild is None else self._guild._voice_state_for(user_id)  # noqa: SLF001 - the public way is by a member, and none are kept
        if state is None or state.channel is None:
            return VoiceFacts()
        return VoiceFacts(
            channel_id=state.channel.id,
            mute=state.mute,
            deaf=state.deaf,
            stream=state.self_stream,
            video=state.self_video,
        )

    def member_view(self, user_id: int, state: MemberState) -> MemberView:
        return MemberView(member=state.member) if self._guild is None else member_view(self._guild, user_id, state)


def _snowflake(discord_id: int | None) -> Snowflake | None:
    return None if discord_id is None else Snowflake(discord_id)

"""The channels that a guild of the community has."""

from datetime import timedelta

import msgspec

from infra.discord_sim.community.people import SETTLED
from infra.discord_sim.community.roles import Ranks
from infra.discord_sim.community.themes import Theme
from infra.discord_sim.world.kinds import ChannelType, OverwriteType
from infra.discord_sim.world.model import Channel, Guild, Overwrite, ThreadMetadata
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import World

LANGUAGE_CHANNELS = {
    "fr": "français",
    "de": "deutsch",
    "es-ES": "español",
    "pt-BR": "português",
    "ja": "日本語",
    "ko": "한국어",
    "zh-CN": "中文",
    "ar": "العربية",
    "he": "עברית",
    "ru": "по-русски",
    "hi": "हिन्दी",
    "tr": "türkçe",
}


class Rooms(msgspec.Struct, frozen=True, kw_only=True):
    """Where what is said: English channels, one per other language, the staff's, and a thread."""

    lobby: tuple[int, ...]
    by_language: dict[str, int]
    staff: int
    thread: int


def lay_out(world: World, guild: Guild, ranks: Ranks, theme: Theme) -> Rooms:
    """Give a guild its categories, channels, overwrites and a thread."""
    build = _Builder(world, guild)
    welcome = build.add("Welcome", ChannelType.GUILD_CATEGORY)
    read_only = [
        Overwrite(id=guild.id, type=OverwriteType.ROLE, deny=int(Permission.SEND_MESSAGES | Permission.ADD_REACTIONS))
    ]
    rules = build.add("rules", ChannelType.GUILD_TEXT, welcome, read_only, "Read these first.")
    build.add("announcements", ChannelType.GUILD_ANNOUNCEMENT, welcome, read_only, "News of the house.")
    arrivals = build.add("arrivals", ChannelType.GUILD_TEXT, welcome, topic="Say hello!")
    talk = build.add("Talk", ChannelType.GUILD_CATEGORY)
    general = build.add("general", ChannelType.GUILD_TEXT, talk, topic=theme.description)
    lobby = [general, *(build.add(name, ChannelType.GUILD_TEXT, talk) for name in ("off-topic", "tech-help"))]
    pictures = build.add("pictures", ChannelType.GUILD_TEXT, talk, topic="One at a time, please.")
    pictures.rate_limit_per_user = 30
    spoken = {
        language: build.add(LANGUAGE_CHANNELS[language], ChannelType.GUILD_TEXT, talk) for language in theme.languages
    }
    voice = build.add("Voice", ChannelType.GUILD_CATEGORY)
    for name in ("Lounge", "Game night", "Music"):
        build.add(name, ChannelType.GUILD_VOICE, voice)
    closed = _for_staff(guild, ranks)
    staff = build.add("Staff", ChannelType.GUILD_CATEGORY, overwrites=closed)
    staff_room = build.add("staff-room", ChannelType.GUILD_TEXT, staff, closed, "What is said here stays here.")
    moderation = build.add("mod-log", ChannelType.GUILD_TEXT, staff, closed)
    guild.rules_channel_id, guild.system_channel_id = rules.id, arrivals.id
    guild.public_updates_channel_id = guild.safety_alerts_channel_id = moderation.id
    thread = build.thread("game night planning", general)
    return Rooms(
        lobby=tuple(each.id for each in lobby),
        by_language={language: each.id for language, each in spoken.items()},
        staff=staff_room.id,
        thread=thread.id,
    )


def _for_staff(guild: Guild, ranks: Ranks) -> list[Overwrite]:
    shut = Overwrite(id=guild.id, type=OverwriteType.ROLE, deny=int(Permission.VIEW_CHANNEL))
    insiders = [each for each in (ranks.moderator, ranks.bot) if each is not None]
    return [
        shut,
        *(Overwrite(id=each, type=OverwriteType.ROLE, allow=int(Permission.VIEW_CHANNEL)) for each in insiders),
    ]


class _Builder:
    def __init__(self, world: World, guild: Guild) -> None:
        self._world = world
        self._guild = guild
        self._born = created_at(guild.id)

    def add(
        self,
        name: str,
        kind: ChannelType,
        parent: Channel | None = None,
        overwrites: list[Overwrite] | None = None,
        topic: str | None = None,
    ) -> Channel:
        siblings = [each for each in self._guild.channels.values() if (each.type is kind) and not each.is_thread]
        channel = Channel(
            id=self._world.snowflakes.at(self._born),
            type=kind,
            name=name,
            guild_id=self._guild.id,
            parent_id=parent.id if parent else None,
            position=len(siblings),
            topic=topic,
            overwrites={one.id: msgspec.structs.replace(one) for one in overwrites or ()},
        )
        self._guild.channels[channel.id] = channel
        return channel

    def thread(self, name: str, parent: Channel) -> Channel:
        started_at = SETTLED - timedelta(days=2)
        channel = Channel(
            id=self._world.snowflakes.at(started_at),
            type=ChannelType.PUBLIC_THREAD,
            name=name,
            guild_id=self._guild.id,
            parent_id=parent.id,
            owner_id=self._guild.owner_id,
            thread=ThreadMetadata(
                auto_archive_duration=10080, archive_timestamp=started_at, create_timestamp=started_at
            ),
            thread_members={self._guild.owner_id: started_at},
        )
        self._guild.channels[channel.id] = channel
        return channel

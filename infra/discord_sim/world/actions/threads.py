"""Threads: start, change, delete."""

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.actions import messages, thread_members
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent, ChannelType, MessageType
from infra.discord_sim.world.model import Channel, Message, ThreadMetadata
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_FORUMS = frozenset({ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA})
_PARENTS = _FORUMS | {ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT}
_DESCRIBED = ("name", "type", "rate_limit_per_user")


class ThreadDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as somebody wants to start it. `auto_archive_duration` is in minutes."""

    name: str
    type: ChannelType = ChannelType.PUBLIC_THREAD
    auto_archive_duration: int = 4320
    rate_limit_per_user: int = 0
    invitable: bool = True
    applied_tags: list[int] = []


class ThreadChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    rate_limit_per_user: int | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    invitable: bool | UnsetType = UNSET
    auto_archive_duration: int | UnsetType = UNSET


def start_from_message(world: World, actor: Actor, channel_id: int, message_id: int, draft: ThreadDraft) -> Channel:
    """Start a public thread on a message; its id is the message's."""
    parent = _parent(world, actor, channel_id, Permission.CREATE_PUBLIC_THREADS)
    message = world.message(channel_id, message_id)
    if message.thread_id is not None:
        raise error(Code.THREAD_ALREADY_CREATED)
    message.thread_id = message_id
    thread = _start(world, actor, parent, message_id, msgspec.structs.replace(draft, type=_public(parent)))
    messages.tell_updated(world, message)
    return thread


def start(world: World, actor: Actor, channel_id: int, draft: ThreadDraft) -> Channel:
    """Start a thread without a message; a forum's threads need `start_in_forum`."""
    private = draft.type is ChannelType.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    parent = _parent(world, actor, channel_id, needed)
    if parent.type in _FORUMS:
        raise invalid_form("message", "BASE_TYPE_REQUIRED", "This field is required")
    kind = draft.type if private else _public(parent)
    thread = _start(world, actor, parent, world.snowflakes.next(), msgspec.structs.replace(draft, type=kind))
    if not private:
        _announce(world, actor, parent, thread)
    return thread


def start_in_forum(world: World, actor: Actor, channel_id: int, draft: ThreadDraft, message: Message) -> Channel:
    """Start a forum's thread, whose first message shares its id; the caller fills and posts that message."""
    parent = _parent(world, actor, channel_id, Permission.SEND_MESSAGES)
    if parent.type not in _FORUMS:
        raise error(Code.WRONG_CHANNEL_TYPE)
    return _start(world, actor, parent, message.id, msgspec.structs.replace(draft, type=ChannelType.PUBLIC_THREAD))


def modify(world: World, actor: Actor, thread_id: int, wanted: ThreadChanges) -> Channel:
    """Change a thread: its starter may rename and archive it, all else needs MANAGE_THREADS."""
    thread = world.channel(thread_id)
    metadata = _metadata(thread)
    checks.require_in_channel(world, thread, actor, Permission.VIEW_CHANNEL)
    if thread.owner_id != actor.user_id or metadata.locked or wanted.locked is not UNSET:
        checks.require_in_channel(world, thread, actor, Permission.MANAGE_THREADS)
    if metadata.archived and wanted.archived is not False:
        raise error(Code.THREAD_ARCHIVED)
    described = change_set.apply(thread, _Own(name=wanted.name, rate_limit_per_user=wanted.rate_limit_per_user))
    described += change_set.apply(metadata, _metadata_changes(wanted))
    if not described:
        return thread
    if any(each["key"] == "archived" for each in described):
        metadata.archive_timestamp = world.clock.now()
    payload = render.channel(world, thread)
    world.dispatch("THREAD_UPDATE", payload, guild_id=thread.guild_id, channel_id=thread_id)
    guild = world.guild(thread.guild_id or 0)
    audit.record(world, guild, actor, AuditLogEvent.THREAD_UPDATE, thread_id, changes=described)
    return thread


def delete(world: World, actor: Actor, thread_id: int) -> Channel:
    """Delete a thread."""
    thread = world.channel(thread_id)
    checks.require_in_channel(world, thread, actor, Permission.MANAGE_THREADS)
    payload = {
        "id": str(thread_id),
        "guild_id": str(thread.guild_id),
        "parent_id": str(thread.parent_id),
        "type": int(thread.type),
    }
    world.dispatch("THREAD_DELETE", payload, guild_id=thread.guild_id, channel_id=thread_id)
    world.remove_channel(thread)
    guild = world.guild(thread.guild_id or 0)
    described = change_set.deleted(thread, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.THREAD_DELETE, thread_id, changes=described)
    return thread


class _Own(msgspec.Struct, frozen=True, kw_only=True):
    name: str | UnsetType
    rate_limit_per_user: int | UnsetType


class _Metadata(msgspec.Struct, frozen=True, kw_only=True):
    archived: bool | UnsetType
    locked: bool | UnsetType
    invitable: bool | UnsetType
    auto_archive_duration: int | UnsetType


def _metadata_changes(wanted: ThreadChanges) -> _Metadata:
    return _Metadata(
        archived=wanted.archived,
        locked=wanted.locked,
        invitable=wanted.invitable,
        auto_archive_duration=wanted.auto_archive_duration,
    )


def _metadata(thread: Channel) -> ThreadMetadata:
    if thread.thread is None:
        raise error(Code.WRONG_CHANNEL_TYPE)
    return thread.thread


def _public(parent: Channel) -> ChannelType:
    news = parent.type is ChannelType.GUILD_ANNOUNCEMENT
    return ChannelType.ANNOUNCEMENT_THREAD if news else ChannelType.PUBLIC_THREAD


def _parent(world: World, actor: Actor, channel_id: int, needed: Permission) -> Channel:
    parent = world.channel(channel_id)
    if parent.type not in _PARENTS:
        raise error(Code.WRONG_CHANNEL_TYPE)
    checks.require_in_channel(world, parent, actor, needed)
    return parent


def _start(world: World, actor: Actor, parent: Channel, thread_id: int, draft: ThreadDraft) -> Channel:
    now = world.clock.now()
    thread = Channel(
        id=thread_id,
        type=draft.type,
        name=draft.name,
        guild_id=parent.guild_id,
        parent_id=parent.id,
        owner_id=actor.user_id,
        rate_limit_per_user=draft.rate_limit_per_user,
        applied_tags=draft.applied_tags,
        thread=ThreadMetadata(
            auto_archive_duration=draft.auto_archive_duration,
            archive_timestamp=now,
            create_timestamp=now,
            invitable=draft.invitable,
        ),
    )
    world.add_channel(thread)
    payload = render.channel(world, thread) | {"newly_created": True}
    world.dispatch("THREAD_CREATE", payload, guild_id=thread.guild_id, channel_id=thread.id)
    thread_members.take_in(world, thread, actor.user_id)
    guild = world.guild(parent.guild_id or 0)
    described = change_set.created(thread, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.THREAD_CREATE, thread.id, changes=described)
    return thread


def _announce(world: World, actor: Actor, parent: Channel, thread: Channel) -> None:
    """Post "… started a thread" to the parent."""
    note = Message(
        id=world.snowflakes.next(),
        channel_id=parent.id,
        guild_id=parent.guild_id,
        author_id=actor.user_id,
        content=thread.name,
        type=MessageType.THREAD_CREATED,
        reference_channel_id=thread.id,
    )
    messages.post(world, parent, note)

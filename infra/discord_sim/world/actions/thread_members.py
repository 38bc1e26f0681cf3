"""Who is in a thread."""

from infra.discord_sim.world import checks, permissions, render
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World, member_of


def add(world: World, actor: Actor, thread_id: int, user_id: int) -> None:
    """Add a member of the guild, or join oneself; an archived thread takes nobody in."""
    thread = _open_thread(world, thread_id)
    invites = user_id != actor.user_id
    checks.require_in_channel(world, thread, actor, Permission.SEND_MESSAGES if invites else Permission.VIEW_CHANNEL)
    guild = world.guild(thread.guild_id or 0)
    member = member_of(guild, user_id)
    if Permission.VIEW_CHANNEL not in permissions.in_channel(guild, thread, member, world.clock.now()):
        raise error(Code.MISSING_ACCESS)
    if user_id not in thread.thread_members:
        take_in(world, thread, user_id)


def remove(world: World, actor: Actor, thread_id: int, user_id: int) -> None:
    """Remove a member, or leave; removing others needs MANAGE_THREADS, or being a private thread's starter."""
    thread = _open_thread(world, thread_id)
    checks.require_in_channel(world, thread, actor, Permission.VIEW_CHANNEL)
    starter = thread.type is ChannelType.PRIVATE_THREAD and thread.owner_id == actor.user_id
    if user_id != actor.user_id and not starter:
        checks.require_in_channel(world, thread, actor, Permission.MANAGE_THREADS)
    if user_id not in thread.thread_members:
        raise error(Code.UNKNOWN_MEMBER)
    del thread.thread_members[user_id]
    _tell(world, thread, added=[], removed=[user_id])


def take_in(world: World, thread: Channel, user_id: int) -> None:
    """Make somebody a member of a thread and tell; who may has been checked."""
    thread.thread_members[user_id] = world.clock.now()
    _tell(world, thread, added=[user_id], removed=[])


def _open_thread(world: World, thread_id: int) -> Channel:
    thread = world.channel(thread_id)
    if thread.thread is None:
        raise error(Code.WRONG_CHANNEL_TYPE)
    if thread.thread.archived:
        raise error(Code.THREAD_ARCHIVED)
    return thread


def _tell(world: World, thread: Channel, *, added: list[int], removed: list[int]) -> None:
    payload: render.Payload = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(len(thread.thread_members), 50),
    }
    if added:
        payload["added_members"] = [render.thread_member(thread, each) for each in added]
    if removed:
        payload["removed_member_ids"] = render.snowflakes(removed)
    world.dispatch("THREAD_MEMBERS_UPDATE", payload, guild_id=thread.guild_id, channel_id=thread.id)

"""Moving between voice channels. Nothing is heard there; only the states change."""

from infra.discord_sim.world import permissions, render
from infra.discord_sim.world.kinds import VOICE
from infra.discord_sim.world.model import Guild, VoiceState
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


def move(world: World, guild_id: int, state: VoiceState) -> None:
    """Put a member into the voice channel of `state`, if they may connect; otherwise nothing happens."""
    guild = world.guilds.get(guild_id)
    if guild is None or not _may_connect(world, guild, state):
        return
    place(world, guild, state)


def place(world: World, guild: Guild, state: VoiceState) -> None:
    """Put a member where `state` says and tell; who may has been checked."""
    guild.voice_states[state.user_id] = state
    _tell(world, guild, render.voice_state(guild, state), state.user_id)
    server = {"token": f"voice-{state.user_id}", "guild_id": str(guild.id), "endpoint": None}
    world.dispatch("VOICE_SERVER_UPDATE", server, guild_id=guild.id, user_id=state.user_id)


def leave(world: World, guild_id: int, user_id: int) -> None:
    """Take a member out of voice."""
    guild = world.guilds.get(guild_id)
    state = guild.voice_states.pop(user_id, None) if guild else None
    if guild is not None and state is not None:
        _tell(world, guild, {**render.voice_state(guild, state), "channel_id": None}, user_id)


def _may_connect(world: World, guild: Guild, state: VoiceState) -> bool:
    channel, member = guild.channels.get(state.channel_id), guild.members.get(state.user_id)
    if channel is None or member is None or channel.type not in VOICE:
        return False
    return Permission.CONNECT in permissions.in_channel(guild, channel, member, world.clock.now())


def _tell(world: World, guild: Guild, payload: render.Payload, user_id: int) -> None:
    member = render.member(world, guild.members[user_id])
    world.dispatch("VOICE_STATE_UPDATE", {**payload, "member": member}, guild_id=guild.id)

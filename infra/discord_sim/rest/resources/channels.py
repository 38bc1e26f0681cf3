"""Single channels and threads: show, change, delete, overwrites, typing."""

from infra.discord_sim.rest import forms, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.channel_forms import ChannelForm, OverwriteForm, changes_of, overwrite_of
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.rest.thread_forms import ThreadForm
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import channels, direct_messages, overwrites, threads
from infra.discord_sim.world.actions.threads import ThreadChanges
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import DiscordError, error
from infra.discord_sim.world.kinds import PRIVATE
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission

routes = Routes()

# Not in the documentation, but known to every bot that shows a number in a channel's name.
_RENAMES, _RENAMES_SECONDS = 2, 600.0


@routes.get("/channels/{channel_id}")
def get_channel(call: Call) -> Answer:
    """Show a channel."""
    return _shown(call, visibility.channel(call))


@routes.patch("/channels/{channel_id}")
def update_channel(call: Call) -> Answer:
    """Change a channel or a thread."""
    channel = call.world.channel(call.id("channel_id"))
    if channel.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    if channel.is_thread:
        thread_changes = forms.as_changes(ThreadChanges, call.form(ThreadForm))
        return render.channel(call.world, threads.modify(call.world, call.actor, channel.id, thread_changes))
    form = call.form(ChannelForm)
    _limit_renames(call, channel, form)
    changes = changes_of(call.world.guild(channel.guild_id), form)
    return render.channel(call.world, channels.modify(call.world, call.actor, channel.id, changes))


@routes.delete("/channels/{channel_id}")
def delete_channel(call: Call) -> Answer:
    """Delete a channel or a thread; a direct message is only closed."""
    channel = call.world.channel(call.id("channel_id"))
    if channel.type in PRIVATE:
        return _shown(call, visibility.channel(call))
    delete = threads.delete if channel.is_thread else channels.delete
    payload = render.channel(call.world, channel)
    delete(call.world, call.actor, channel.id)
    return payload


@routes.put("/channels/{channel_id}/permissions/{overwrite_id}")
def set_channel_permission_overwrite(call: Call) -> Answer:
    """Set what a role or member may and may not do."""
    channel = visibility.guild_channel(call, Permission.MANAGE_ROLES)
    guild = call.world.guild(channel.guild_id or 0)
    wanted = overwrite_of(guild, call.id("overwrite_id"), call.form(OverwriteForm))
    overwrites.put(call.world, call.actor, channel.id, wanted)
    return None


@routes.delete("/channels/{channel_id}/permissions/{overwrite_id}")
def delete_channel_permission_overwrite(call: Call) -> Answer:
    """Take an overwrite away."""
    overwrites.delete(call.world, call.actor, call.id("channel_id"), call.id("overwrite_id"))
    return None


@routes.post("/channels/{channel_id}/typing")
def trigger_typing_indicator(call: Call) -> Answer:
    """Show that the caller is typing."""
    channel = visibility.channel(call, Permission.SEND_MESSAGES)
    payload = {
        "channel_id": str(channel.id),
        "user_id": str(call.actor.user_id),
        "timestamp": int(call.world.clock.seconds()),
    }
    if channel.guild_id is None:
        for recipient in channel.recipients:
            call.world.dispatch("TYPING_START", payload, user_id=recipient)
        return None
    guild = call.world.guild(channel.guild_id)
    payload |= {
        "guild_id": str(guild.id),
        "member": render.member(call.world, guild.members[call.actor.user_id]),
    }
    call.world.dispatch("TYPING_START", payload, guild_id=guild.id, channel_id=channel.id)
    return None


def _shown(call: Call, channel: Channel) -> Answer:
    if channel.type in PRIVATE:
        return direct_messages.shown_to(call.world, channel, call.actor.user_id)
    return render.channel(call.world, channel)


def _limit_renames(call: Call, channel: Channel, form: ChannelForm) -> None:
    """Refuse a third change of name or topic within ten minutes."""
    if not (_differs(form.name, channel.name) or _differs(form.topic, channel.topic)):
        return
    now = call.world.clock.seconds()
    verdict = call.backend.limiter.take(f"rename {channel.id}", _RENAMES, _RENAMES_SECONDS, now)
    if verdict is not None and not verdict.allowed:
        wait = round(verdict.reset_after, 3)
        raise DiscordError(429, Code.GENERAL, "You are being rate limited.", retry_after=wait)


def _differs(wanted: object, present: object) -> bool:
    return isinstance(wanted, str) and wanted != (present or "")

"""A guild's own emojis."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms, images, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import emojis
from infra.discord_sim.world.actions.emojis import EmojiChanges

routes = Routes()

EmojiName = Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^\w+$")]


class NewEmojiForm(msgspec.Struct, frozen=True, kw_only=True):
    """An emoji to create."""

    name: EmojiName
    image: str
    roles: list[Id] | None = None


class EmojiForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about an emoji."""

    name: EmojiName | UnsetType | None = UNSET
    roles: list[Id] | UnsetType | None = UNSET


@routes.get("/guilds/{guild_id}/emojis")
def list_guild_emojis(call: Call) -> Answer:
    """List emojis."""
    guild = visibility.guild(call)
    return [render.emoji(call.world, one, with_user=True) for one in guild.emojis.values()]


@routes.get("/guilds/{guild_id}/emojis/{emoji_id}")
def get_guild_emoji(call: Call) -> Answer:
    """Show an emoji."""
    emoji = emojis.find(visibility.guild(call), call.id("emoji_id"))
    return render.emoji(call.world, emoji, with_user=True)


@routes.post("/guilds/{guild_id}/emojis", status=201)
def create_guild_emoji(call: Call) -> Answer:
    """Create an emoji."""
    form = call.form(NewEmojiForm)
    animated = images.hash_of("image", form.image).startswith("a_")
    created = emojis.create(call.world, call.actor, call.id("guild_id"), form.name, form.roles or [], animated=animated)
    return render.emoji(call.world, created, with_user=True)


@routes.patch("/guilds/{guild_id}/emojis/{emoji_id}")
def update_guild_emoji(call: Call) -> Answer:
    """Change an emoji."""
    changes = forms.as_changes(EmojiChanges, call.form(EmojiForm))
    changed = emojis.modify(call.world, call.actor, call.id("guild_id"), call.id("emoji_id"), changes)
    return render.emoji(call.world, changed, with_user=True)


@routes.delete("/guilds/{guild_id}/emojis/{emoji_id}")
def delete_guild_emoji(call: Call) -> Answer:
    """Delete an emoji."""
    emojis.delete(call.world, call.actor, call.id("guild_id"), call.id("emoji_id"))
    return None

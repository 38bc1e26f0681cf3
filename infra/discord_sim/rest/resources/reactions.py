"""Reactions."""

import msgspec

from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit100
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import reactions
from infra.discord_sim.world.actions.reactions import EmojiName

routes = Routes()

_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
_ONE = _ALL + "/{emoji_name}"


class UsersQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of users, by id."""

    after: Id = 0
    limit: Limit100 = 25
    type: int = 0


@routes.get(_ONE)
def list_message_reactions_by_emoji(call: Call) -> Answer:
    """List who reacted with an emoji."""
    query = call.query(UsersQuery)
    found = reactions.users(call.world, call.actor, *_message(call), _emoji(call))
    page = [user_id for user_id in found if user_id > query.after][: query.limit]
    return [render.user(call.world.users[user_id]) for user_id in page]


@routes.put(f"{_ONE}/@me")
def add_my_message_reaction(call: Call) -> Answer:
    """React."""
    reactions.add(call.world, call.actor, *_message(call), _emoji(call))
    return None


@routes.delete(f"{_ONE}/@me")
def delete_my_message_reaction(call: Call) -> Answer:
    """Take one's own reaction back."""
    reactions.remove(call.world, call.actor, *_message(call), _emoji(call), call.actor.user_id)
    return None


@routes.delete(f"{_ONE}/{{user_id}}")
def delete_user_message_reaction(call: Call) -> Answer:
    """Take another's reaction away."""
    reactions.remove(call.world, call.actor, *_message(call), _emoji(call), call.id("user_id"))
    return None


@routes.delete(_ONE)
def delete_all_message_reactions_by_emoji(call: Call) -> Answer:
    """Take all reactions of an emoji away."""
    reactions.remove_emoji(call.world, call.actor, *_message(call), _emoji(call))
    return None


@routes.delete(_ALL)
def delete_all_message_reactions(call: Call) -> Answer:
    """Take all reactions away."""
    reactions.remove_all(call.world, call.actor, *_message(call))
    return None


def _message(call: Call) -> tuple[int, int]:
    return call.id("channel_id"), call.id("message_id")


def _emoji(call: Call) -> EmojiName:
    return reactions.parse(call.parameters["emoji_name"])

"""The bot's own application."""

from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render

routes = Routes()


@routes.get("/applications/@me")
@routes.get("/oauth2/applications/@me")
def get_my_application(call: Call) -> Answer:
    """Show the bot's application."""
    return render.application(call.world, call.world.application_of(call.actor.user_id))

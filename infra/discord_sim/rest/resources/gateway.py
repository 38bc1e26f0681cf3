"""Where the gateway is, and how many sessions may still start."""

from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Access, Answer, Routes

routes = Routes()

_GUILDS_PER_SHARD = 1_000


@routes.get("/gateway", access=Access.OPEN)
def get_gateway(call: Call) -> Answer:
    """Tell the gateway's address."""
    return {"url": call.backend.simulator.options.gateway_url}


@routes.get("/gateway/bot")
def get_gateway_bot(call: Call) -> Answer:
    """Tell the gateway's address, a sensible number of shards, and the budget of identifies."""
    simulator = call.backend.simulator
    now = call.world.clock.seconds()
    return {
        "url": simulator.options.gateway_url,
        "shards": 1 + len(call.world.guilds_of(call.actor.user_id)) // _GUILDS_PER_SHARD,
        "session_start_limit": {
            "total": simulator.identifies.total,
            "remaining": simulator.identifies.remaining(now),
            "reset_after": round(simulator.identifies.reset_after(now) * 1000),
            "max_concurrency": simulator.identifies.max_concurrency,
        },
    }

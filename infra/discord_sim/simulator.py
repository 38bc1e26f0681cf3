"""One running simulator: the world, and all that the doors to it share."""

from infra.discord_sim.faults import Faults
from infra.discord_sim.options import Options
from infra.discord_sim.world.world import World


class Simulator:
    """What REST, OAuth, gateway and control work on. `bot_token` changes when too many identifies reset it."""

    def __init__(self, world: World, options: Options) -> None:
        from infra.discord_sim.gateway.windows import IdentifyBudget  # the gateway itself imports this module

        self.world = world
        self.options = options
        self.faults = Faults()
        self.bot_token = options.credentials.bot_token
        self.identifies = IdentifyBudget(
            max_concurrency=options.max_concurrency,
            daily=options.daily_identifies,
            spacing_seconds=options.identify_seconds,
        )

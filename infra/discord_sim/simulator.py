"""One running simulator: the world, and all that the doors to it share."""

from dataclasses import dataclass, field

from infra.discord_sim.faults import Faults
from infra.discord_sim.options import Options
from infra.discord_sim.world.world import World


@dataclass(kw_only=True)
class Simulator:
    """What REST, OAuth, gateway and control work on."""

    world: World
    options: Options
    faults: Faults = field(default_factory=Faults)

"""A gateway client without a network: it speaks to the protocol directly and keeps what it is told."""

import json
from typing import Any

from infra.discord_sim.gateway.codes import Op
from infra.discord_sim.gateway.connection import Connection
from infra.discord_sim.gateway.hub import Hub
from infra.discord_sim.gateway.intents import KNOWN
from infra.discord_sim.options import Credentials, Options
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import BOT

TOKEN = "a.bot.token"


def a_hub(world: World, **options: Any) -> Hub:
    """Make the gateway of a world; identifies need not be spaced unless said otherwise."""
    credentials = Credentials(client_id=BOT, client_secret="s", bot_token=TOKEN)
    given = {"identify_seconds": 0.0, **options}
    return Hub(Simulator(world, Options(base_url="http://127.0.0.1:1", credentials=credentials, **given)))


class Client:
    """One connection: `frames` is what it received, `code` how the gateway hung up on another's behalf."""

    def __init__(self, hub: Hub, now: float = 0.0) -> None:
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        self.now = now
        self.connection = Connection(hub, now=now, outlet=self._take, hang_up=self._hang_up)

    def send(self, op: int, data: object = None) -> list[dict[str, Any]]:
        """Send a frame; return what came back at once."""
        before = len(self.frames)
        self.connection.receive(json.dumps({"op": op, "d": data}), self.now)
        return self.frames[before:]

    def send_all(self, frames: list[tuple[int, Any]]) -> None:
        """Send frames one after the other."""
        for op, data in frames:
            self.send(op, data)

    def identify(self, **fields: Any) -> list[dict[str, Any]]:
        """Identify with every intent, unless said otherwise."""
        return self.send(Op.IDENTIFY, {"token": TOKEN, "properties": {}, "intents": KNOWN} | fields)

    def resume(self, session_id: str, seq: int, token: str = TOKEN) -> list[dict[str, Any]]:
        """Resume a session."""
        return self.send(Op.RESUME, {"token": token, "session_id": session_id, "seq": seq})

    @property
    def session_id(self) -> str:
        """Return the id that READY gave."""
        return next(str(one["d"]["session_id"]) for one in self.frames if one["t"] == "READY")

    @property
    def seq(self) -> int:
        """Return the number of the last event."""
        return int(max(one["s"] or 0 for one in self.frames))

    def _take(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))

    def _hang_up(self, code: int) -> None:
        self.code = code


def events(frames: list[dict[str, Any]]) -> list[str]:
    """Return the names of the events among frames."""
    return [one["t"] for one in frames if one["op"] == Op.DISPATCH]

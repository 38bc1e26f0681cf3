"""All gateway sessions of a simulator: who is who, who hears what, and how often they may identify."""

import logging
import random

from infra.discord_sim.gateway import ready, visibility
from infra.discord_sim.gateway.codes import CloseCode
from infra.discord_sim.gateway.inbound import HangUpError, Identify, Resume
from infra.discord_sim.gateway.intents import KNOWN, disallowed
from infra.discord_sim.gateway.session import Session
from infra.discord_sim.gateway.windows import MemberRequests
from infra.discord_sim.options import bot_token
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.actions import presences
from infra.discord_sim.world.world import Dispatch

log = logging.getLogger(__name__)

_MAX_GUILDS = 2_500  # of a shard. discord.com/developers/docs/events/gateway#sharding
_RESUMABLE_SECONDS = 180.0


class Hub:
    """Hold the sessions of one simulator and hand them what happens in its world."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.sessions: dict[str, Session] = {}
        self.member_requests = MemberRequests(simulator.options.member_request_seconds)
        self._random = random.Random()  # session ids must differ from one process to the next
        simulator.world.listen(self.hear)

    def hear(self, event: Dispatch) -> None:
        """Pass an event on to every session that may know of it."""
        self._forget_the_lost()
        for session in self.sessions.values():
            payload = visibility.payload_for(self.simulator.world, session, event)
            if payload is not None:
                session.push(event.name, payload)

    def identify(self, asked: Identify) -> Session | None:
        """Open a session, or return None if identifies come too fast (opcode 9); raise HangUpError."""
        bot_id = self._authenticate(asked.token)
        shard = _shard(asked.shard)
        self._check_intents(asked, bot_id)
        self._check_size(bot_id, shard)
        now = self.simulator.world.clock.seconds()
        if not self.simulator.identifies.spend(now):
            self._reset_token()
            raise HangUpError(CloseCode.AUTHENTICATION_FAILED)
        if not self.simulator.identifies.spaced(shard[0], now):
            return None
        session = Session(
            session_id=f"{self._random.getrandbits(128):032x}",
            bot_id=bot_id,
            intents=asked.intents or 0,
            shard=shard,
            large_threshold=min(max(asked.large_threshold, 50), 250),
            payload_compression=asked.compress,
        )
        self.sessions[session.session_id] = session
        log.info("gateway.identified", extra={"shard": shard, "intents": session.intents, "bot_id": bot_id})
        return session

    def greet(self, session: Session, *, sharded: bool) -> None:
        """Push READY and the guilds."""
        ready.greet(self.simulator.world, session, resume_url=self.simulator.options.gateway_url, sharded=sharded)

    def resume(self, asked: Resume) -> Session | None:
        """Find the session to take up again, None if it cannot be (opcode 9); raise HangUpError."""
        bot_id = self._authenticate(asked.token)
        self._forget_the_lost()
        session = self.sessions.get(asked.session_id or "")
        if session is None or session.bot_id != bot_id or asked.seq is None:
            return None
        if not session.can_replay_after(asked.seq):
            return None
        if asked.seq > session.seq:
            self.end(session)
            raise HangUpError(CloseCode.INVALID_SEQ)
        log.info("gateway.resumed", extra={"shard": session.shard, "missed": session.seq - asked.seq})
        return session

    def lose(self, session: Session) -> None:
        """Keep a session without its connection, for a while."""
        session.detach()
        session.disconnected_at = self.simulator.world.clock.seconds()

    def end(self, session: Session) -> None:
        """Forget a session: nobody can resume it any more."""
        session.detach()
        self.sessions.pop(session.session_id, None)
        if not any(one.bot_id == session.bot_id for one in self.sessions.values()):
            presences.show(self.simulator.world, session.bot_id, "offline", [])

    def _forget_the_lost(self) -> None:
        oldest = self.simulator.world.clock.seconds() - _RESUMABLE_SECONDS
        lost = [one for one in self.sessions.values() if one.disconnected_at and one.disconnected_at < oldest]
        for session in lost:
            self.end(session)

    def _authenticate(self, token: str) -> int:
        if token.removeprefix("Bot ") != self.simulator.bot_token:
            raise HangUpError(CloseCode.AUTHENTICATION_FAILED)
        client_id = self.simulator.options.credentials.client_id
        return self.simulator.world.applications[client_id].bot_id

    def _check_intents(self, asked: Identify, bot_id: int) -> None:
        if asked.intents is None or asked.intents & ~KNOWN:
            raise HangUpError(CloseCode.INVALID_INTENTS)
        if disallowed(asked.intents, self.simulator.world.application_of(bot_id).flags):
            raise HangUpError(CloseCode.DISALLOWED_INTENTS)

    def _check_size(self, bot_id: int, shard: tuple[int, int]) -> None:
        shard_id, shard_count = shard
        guilds = self.simulator.world.guilds_of(bot_id)
        if sum((one.id >> 22) % shard_count == shard_id for one in guilds) > _MAX_GUILDS:
            raise HangUpError(CloseCode.SHARDING_REQUIRED)

    def _reset_token(self) -> None:
        client_id = self.simulator.options.credentials.client_id
        self.simulator.bot_token = bot_token(client_id, self._random)
        for session in list(self.sessions.values()):
            if session.hang_up is not None:
                session.hang_up(CloseCode.AUTHENTICATION_FAILED)
            self.end(session)


def _shard(asked: tuple[int, int] | None) -> tuple[int, int]:
    shard_id, shard_count = asked or (0, 1)
    if not 0 <= shard_id < shard_count:
        raise HangUpError(CloseCode.INVALID_SHARD)
    return shard_id, shard_count

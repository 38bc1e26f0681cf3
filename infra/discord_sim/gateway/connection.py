"""The gateway protocol on one connection, without I/O: frames and time in, frames out."""

from collections.abc import Callable

from infra.discord_sim.gateway import chunks, inbound
from infra.discord_sim.gateway.codes import CloseCode, Op
from infra.discord_sim.gateway.hub import Hub
from infra.discord_sim.gateway.inbound import Frame, HangUpError, VoiceStateUpdate
from infra.discord_sim.gateway.session import Session, frame
from infra.discord_sim.gateway.windows import SendWindow
from infra.discord_sim.world.actions import presences, voice
from infra.discord_sim.world.model import VoiceState
from infra.discord_sim.world.world import World

_PATIENCE = 1.5  # heartbeat intervals without a heartbeat
_ENDING = (1000, 1001)  # a client that closes with these gives its session up


class Connection:
    """Follow one client from hello to its end.

    `outlet` takes frames for the client, `hang_up` a close code; times are seconds of a steady clock.
    """

    def __init__(
        self, hub: Hub, *, now: float, outlet: Callable[[bytes], None], hang_up: Callable[[int], None]
    ) -> None:
        self._hub = hub
        self._outlet = outlet
        self._hang_up = hang_up
        self._interval = hub.simulator.options.heartbeat_seconds
        self._sends = SendWindow()
        self._alive_at = now
        self.session: Session | None = None
        outlet(frame(Op.HELLO, {"heartbeat_interval": int(self._interval * 1000), "_trace": []}))

    @property
    def deadline(self) -> float:
        """Return when the connection ends unless a heartbeat comes before."""
        return self._alive_at + self._interval * _PATIENCE

    def receive(self, data: str | bytes, now: float) -> None:
        """Take one frame from the client; raise HangUpError to end the connection."""
        if not self._sends.allow(now):
            raise HangUpError(CloseCode.RATE_LIMITED)
        one = inbound.frame(data)
        match one.op:
            case Op.HEARTBEAT:
                self._alive_at = now
                self._outlet(frame(Op.HEARTBEAT_ACK))
            case Op.IDENTIFY:
                self._identify(one)
            case Op.RESUME:
                self._resume(one)
            case _:
                self._command(one)

    def check_heartbeat(self, now: float) -> None:
        """Raise HangUpError if the client has been silent for too long; its session is over then."""
        if now < self.deadline:
            return
        if self.session is not None:
            self._hub.end(self.session)
        raise HangUpError(CloseCode.SESSION_TIMED_OUT)

    def invalidate(self, *, resumable: bool) -> None:
        """Take the session away with opcode 9; the client may resume or identify on this very connection."""
        session, self.session = self.session, None
        if session is not None and resumable:
            self._hub.lose(session)
        elif session is not None:
            self._hub.end(session)
        self._outlet(frame(Op.INVALID_SESSION, data=resumable))

    def closed(self, code: int | None) -> None:
        """Note that the connection is gone; `code` is the client's close code, if it gave one."""
        session, self.session = self.session, None
        if session is None or session.outlet is not self._outlet:
            return
        if code in _ENDING:
            self._hub.end(session)
        else:
            self._hub.lose(session)

    def _identify(self, one: Frame) -> None:
        self._require_stranger()
        asked = inbound.data_of(one, inbound.Identify)
        session = self._hub.identify(asked)
        if session is None:
            self._outlet(frame(Op.INVALID_SESSION, data=False))
            return
        self._attach(session)
        self._hub.greet(session, sharded=asked.shard is not None)
        shown = asked.presence or inbound.PresenceUpdate()
        presences.show(self._hub.simulator.world, session.bot_id, shown.status, shown.activities)

    def _resume(self, one: Frame) -> None:
        self._require_stranger()
        asked = inbound.data_of(one, inbound.Resume)
        session = self._hub.resume(asked)
        if session is None:
            self._outlet(frame(Op.INVALID_SESSION, data=False))
            return
        if session.hang_up is not None:
            session.hang_up(CloseCode.UNKNOWN_ERROR)
        missed = session.replay_after(asked.seq or 0)
        self._attach(session)
        for encoded in missed:
            self._outlet(encoded)
        session.push("RESUMED", {"_trace": []})

    def _attach(self, session: Session) -> None:
        session.attach(self._outlet, self._hang_up)
        self.session = session

    def _require_stranger(self) -> None:
        if self.session is not None:
            raise HangUpError(CloseCode.ALREADY_AUTHENTICATED)

    def _command(self, one: Frame) -> None:
        if self.session is None:
            raise HangUpError(CloseCode.NOT_AUTHENTICATED)
        world, session = self._hub.simulator.world, self.session
        match one.op:
            case Op.PRESENCE_UPDATE:
                presence = inbound.data_of(one, inbound.PresenceUpdate)
                presences.show(world, session.bot_id, presence.status, presence.activities)
            case Op.VOICE_STATE_UPDATE:
                state = inbound.data_of(one, inbound.VoiceStateUpdate)
                self._move(world, session, state)
            case Op.REQUEST_GUILD_MEMBERS:
                request = inbound.data_of(one, inbound.RequestGuildMembers)
                chunks.answer(world, session, request, self._hub.member_requests)
            case Op.REQUEST_SOUNDBOARD_SOUNDS:
                for guild_id in inbound.data_of(one, inbound.RequestSoundboardSounds).guild_ids:
                    session.push("SOUNDBOARD_SOUNDS", {"guild_id": guild_id, "soundboard_sounds": []})
            case _:
                raise HangUpError(CloseCode.UNKNOWN_OPCODE)

    def _move(self, world: World, session: Session, asked: VoiceStateUpdate) -> None:
        if asked.channel_id is None:
            voice.leave(world, int(asked.guild_id), session.bot_id)
            return
        state = VoiceState(
            user_id=session.bot_id,
            channel_id=int(asked.channel_id),
            session_id=session.session_id,
            self_mute=asked.self_mute,
            self_deaf=asked.self_deaf,
        )
        voice.move(world, int(asked.guild_id), state)

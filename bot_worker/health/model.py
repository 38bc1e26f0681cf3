"""What is told of the worker's state. Moments are in milliseconds since 1970."""

from enum import StrEnum
from typing import Literal

import msgspec


class DiscordHealth(msgspec.Struct, frozen=True, kw_only=True):
    connected: bool
    latency_ms: int | None
    guilds: int


class GatewayHealth(msgspec.Struct, frozen=True, kw_only=True):
    connected: bool
    registered: bool


class SpoolHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`lost` counts the events that this process had to turn into gaps."""

    events: int
    bytes: int
    lost: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is ready: connected on both sides. `last_ack_at` is None before the first batch."""

    status: Literal["ok", "degraded"]
    discord: DiscordHealth
    gateway: GatewayHealth
    spool: SpoolHealth
    last_ack_at: int | None


class Problem(StrEnum):
    """Why the worker does not get on."""

    DISCORD_SILENT = "discord_silent"  # a shard has had no frame, not even a heartbeat's answer
    SPOOL_STUCK = "spool_stuck"  # what is captured does not reach the disk
    NO_ACKS = "no_acks"  # the backend takes us, and confirms nothing of what waits


class Liveness(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["alive", "stuck"]
    problems: list[Problem]

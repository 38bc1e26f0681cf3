"""Gaps that name only what a test is about."""

from shared.features.gaps.model import Gap


def a_gap(
    *, reason: str = "offline", kinds: list[str] | None = None, first_at: int = 1_000, last_at: int | None = None
) -> Gap:
    return Gap(
        reason=reason,
        kinds=kinds or [],
        first_at=first_at,
        last_at=first_at + 100 if last_at is None else last_at,
        events=0,
    )

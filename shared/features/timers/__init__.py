"""Sanctions that a clock ends: lifted exactly once, at their time, and only while they are still ours."""

SIDES: frozenset[str] = frozenset({"api", "spa"})

"""A guild as Discord has it: what is looked at before anything is asked of Discord."""

SIDES: frozenset[str] = frozenset({"api"})

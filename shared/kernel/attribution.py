"""Who is behind what a bot did: the audit log names the bot, its reason the person."""


def stamp(name: str, user_id: int, case: int | None = None) -> str:
    """Return what stands before the reason in Discord's audit log, such as `ada (80351110224678912), case 17`."""
    return f"{name} ({user_id})" if case is None else f"{name} ({user_id}), case {case}"

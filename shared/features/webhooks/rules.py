"""Pure decisions about webhooks: what may be asked of Discord, and what it would refuse."""

from typing import Final

from shared.adapters.discord.resources.channels import Channel
from shared.features.snapshots.rules import Scene, require_not_denied, require_of_bot
from shared.kernel.fields import Problem, Problems, length
from shared.kernel.permissions import Permission

LONGEST_NAME: Final = 80  # discord.com/developers/docs/resources/webhook#create-webhook
_TAKEN: Final = ("clyde", "discord")


def check_place(scene: Scene, channel: Channel) -> None:
    """Raise `PermissionMissingError`."""
    require_not_denied(scene, Permission.MANAGE_WEBHOOKS, channel)
    for permission in (Permission.VIEW_CHANNEL, Permission.MANAGE_WEBHOOKS):
        require_of_bot(scene, permission, channel)


def name_problem(name: str) -> Problems:
    """Judge a name: Discord keeps a few to itself."""
    taken = any(each in name.casefold() for each in _TAKEN)
    return {"name": Problem.TAKEN if taken else length(name.strip(), least=1, most=LONGEST_NAME)}

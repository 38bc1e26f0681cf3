"""Whether whoever started a job may still do what it does: a job can wait for a day, and take hours."""

from shared.features.access.model import GuildPermission
from shared.features.access.rules import access_of_member, require_all
from shared.features.access.settings import AccessSettings
from shared.features.jobs.model import BulkKind, Job, PurgeWork
from shared.features.jobs.ports import Settings
from shared.features.settings.grants import FEATURE
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.authority import base_permissions
from shared.kernel.commands import MemberView


class Authorship:
    def __init__(self, scenes: Scenes, settings: Settings) -> None:
        self._scenes = scenes
        self._settings = settings

    def scene(self, job: Job) -> Scene:
        """Return the guild as it is now, with the job's author in it.

        Raise `NotFoundError` where they have left, `PermissionMissingError` where they may not moderate any more.
        """
        scene = self._scenes.of(job.guild_id, job.author.user_id)
        grants = self._settings.read(job.guild_id, FEATURE, AccessSettings).values
        require_all(access_of_member(_view(scene), grants, scene.now), needed(job))
        return scene


def needed(job: Job) -> list[GuildPermission]:
    """Return what it takes to start such a job."""
    is_of_roles = not isinstance(job.work, PurgeWork) and job.work.act.kind in {
        BulkKind.ROLES_GIVE,
        BulkKind.ROLES_TAKE,
    }
    return [GuildPermission.MODERATE, *([GuildPermission.MANAGE_ROLES] if is_of_roles else [])]


def _view(scene: Scene) -> MemberView:
    person = scene.person
    return MemberView(
        member=True,
        owner=person.user_id == scene.snapshot.guild.owner_id,
        role_ids=sorted(person.role_ids),
        permissions=int(base_permissions(scene.roles, person)),
        timed_out_until=person.timed_out_until,
    )

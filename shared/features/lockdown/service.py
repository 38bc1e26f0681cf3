"""Lock and unlock channels; what a lock changes is written down before it is made."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from shared.adapters.discord.resources.channels import Channel, Channels, Overwrite
from shared.adapters.threads import in_parallel
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import Errands, GuildChanges
from shared.features.actions.differences import Fields
from shared.features.actions.model import ActionKind, Intention, Target, TargetKind
from shared.features.channels.rules import channel_in
from shared.features.channels.views import visible_ids
from shared.features.lockdown import rules
from shared.features.lockdown.model import (
    Held,
    LockAction,
    LockedChannel,
    LockedChannels,
    LockOutcome,
    LockRequest,
    LockResults,
    Memory,
)
from shared.features.lockdown.steps import Step, result_of
from shared.features.settings.model import Stored
from shared.features.settings.service import SettingsService
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import AppError, ForbiddenError, SettingsChangedError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake

FEATURE: Final = "lockdown"  # kept beside the guild's settings, with their versions
TIME: Final = timedelta(seconds=16)  # with the patience of the last request well below API Gateway's 29 s
THREADS: Final = 8


class LockdownService:
    """Raises `GuildForbiddenError` for a channel that is not there, and `SettingsChangedError` where two lock at once.

    One channel that is refused raises its refusal; of several, each has its own result.
    """

    def __init__(
        self, scenes: Scenes, settings: SettingsService, changes: GuildChanges, clock: Callable[[], datetime]
    ) -> None:
        self._scenes = scenes
        self._settings = settings
        self._changes = changes
        self._clock = clock

    def locked(self, guild_id: Snowflake, user_id: Snowflake) -> LockedChannels:
        """Return what is locked by us, as far as a user sees it."""
        scene = self._scenes.of(guild_id, user_id)
        seen = visible_ids(scene)
        names = {each.id: each.name or "" for each in scene.snapshot.channels if each.id in seen}
        memory = self._settings.read(guild_id, FEATURE, Memory).values
        items = [
            LockedChannel(
                id=each.channel_id,
                name=names[each.channel_id],
                locked_at=each.locked_at,
                locked_by=each.locked_by,
                denied=str(each.denied),
            )
            for each in memory.channels
            if each.channel_id in names
        ]
        return LockedChannels(items=items, next_cursor=None)

    def carry_out(self, author: Author, request: LockRequest) -> LockResults:
        """Lock or unlock; a preview says what would come of it."""
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        channels = _concerned(scene, request)
        stored = self._settings.read(author.guild_id, FEATURE, Memory)
        known = {each.channel_id: each for each in stored.values.channels}
        steps = [self._step(scene, each, request, known.get(each.id)) for each in channels]
        if len(steps) == 1 and steps[0].error is not None:
            raise steps[0].error
        if not request.preview and any(step.is_open for step in steps):
            steps = self._change(author, request.action, steps, stored)
        return LockResults(action=request.action, preview=request.preview, items=[result_of(step) for step in steps])

    def _step(self, scene: Scene, channel: Channel, request: LockRequest, known: Held | None) -> Step:
        before = rules.of_everyone(channel, scene.guild_id)
        try:
            bits = rules.bits_to_deny(scene, channel)
        except ForbiddenError as error:
            return Step(channel=channel, outcome=LockOutcome.REFUSED, error=error)
        if request.action is LockAction.UNLOCK:
            held, after = known, None if known is None else rules.unlocked(before, known)
        else:
            held = rules.held_by(channel.id, before, bits, now=self._clock(), user_id=scene.person.user_id)
            after = rules.locked(before, scene.guild_id, bits)
        if held is None:
            return Step(channel=channel)
        return Step(channel=channel, before=before, after=after, held=held, outcome=LockOutcome.DONE)

    def _change(self, author: Author, action: LockAction, steps: list[Step], stored: Stored[Memory]) -> list[Step]:
        """Do what is open; raise the first refusal where nothing could be done at all."""
        if action is LockAction.LOCK:  # what is not remembered could never be undone
            memory = rules.remembering(stored.values, [step.held for step in steps if step.is_open and step.held])
            stored = Stored(
                values=stored.values,
                version=self._settings.change(author.guild_id, FEATURE, memory, stored.version).version,
            )
        until = self._clock() + TIME
        with self._changes.carried_out(_intention(author, action, steps)) as errands:
            steps = in_parallel(
                lambda step: self._ask(errands, step, author.guild_id, until), steps, pool="lockdown", threads=THREADS
            )
            errands.note(after=_record(steps, lambda step: step.after if step.is_open else step.before))
            with suppress(
                SettingsChangedError
            ):  # what is remembered too long, undoes nothing that is not as it left it
                self._remember(author.guild_id, action, steps, stored)
            errors = [step.error for step in steps if step.error is not None]
            if errors and not any(step.is_open for step in steps):
                raise errors[0]
        return steps

    def _ask(self, errands: Errands, step: Step, guild_id: Snowflake, until: datetime) -> Step:
        """Ask Discord for one channel; what it refuses is this channel's alone."""
        if not step.is_open or step.before == step.after:
            return step
        if self._clock() > until:
            return replace(step, outcome=LockOutcome.NOT_TRIED)
        try:
            if step.after is None:
                errands.at(Channels).delete_overwrite(step.channel.id, guild_id)
            else:
                errands.at(Channels).put_overwrite(step.channel.id, step.after)
        except AppError as error:
            return replace(step, outcome=LockOutcome.REFUSED, error=error)
        return step

    def _remember(self, guild_id: Snowflake, action: LockAction, steps: list[Step], stored: Stored[Memory]) -> None:
        if action is LockAction.LOCK:
            if not any(step.surely_failed for step in steps):
                return
            made = [step.held for step in steps if step.held is not None and not step.surely_failed]
            memory = rules.remembering(stored.values, made)
        else:
            memory = rules.forgetting(stored.values, [step.channel.id for step in steps if step.is_open])
        self._settings.change(guild_id, FEATURE, memory, stored.version)


def _concerned(scene: Scene, request: LockRequest) -> list[Channel]:
    """Return the channels that are meant; raise `GuildForbiddenError`, or `InvalidInputError` for categories."""
    if request.channel_ids is None:
        seen = visible_ids(scene)
        return [each for each in scene.snapshot.channels if each.id in seen and rules.can_be_locked(each)]
    refuse({"channel_ids": None if request.channel_ids else Problem.MISSING})
    channels = [channel_in(scene, each) for each in dict.fromkeys(request.channel_ids)]
    refuse({"channel_ids": None if all(map(rules.can_be_locked, channels)) else Problem.NOT_HERE})
    return channels


def _intention(author: Author, action: LockAction, steps: list[Step]) -> Intention:
    alone = steps[0].channel if len(steps) == 1 else None
    whole = Target(kind=TargetKind.GUILD, id=str(author.guild_id))
    return author.intends(
        ActionKind.LOCK if action is LockAction.LOCK else ActionKind.UNLOCK,
        whole if alone is None else Target(kind=TargetKind.CHANNEL, id=str(alone.id), name=alone.name),
        before=_record([step for step in steps if step.is_open], lambda step: step.before),
    )


def _record(steps: list[Step], overwrite: Callable[[Step], Overwrite | None]) -> Fields:
    """Say for each channel what @everyone's overwrite is; null: there is none."""
    found = {str(step.channel.id): overwrite(step) for step in steps if step.held is not None}
    return {
        "channels": {
            channel_id: None if each is None else {"allow": str(int(each.allow)), "deny": str(int(each.deny))}
            for channel_id, each in found.items()
        }
    }

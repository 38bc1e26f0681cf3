"""Undo what was done to channels: their settings, overwrites, and locks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict

from shared.features.actions.authors import Author
from shared.features.actions.model import Action
from shared.features.channels import overwriting
from shared.features.channels.model import ChannelEdit, DiscordChannel
from shared.features.channels.rules import channel_in, check_edit
from shared.features.channels.service import ChannelService
from shared.features.channels.views import described, overwrite_of
from shared.features.lockdown.model import LockAction, LockRequest
from shared.features.lockdown.rules import of_everyone
from shared.features.lockdown.service import LockdownService
from shared.features.overwrites.model import OverwriteEdit
from shared.features.overwrites.service import OverwriteService
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.features.undo.ports import CarriedOut, Plan
from shared.features.undo.rules import channels as rules
from shared.features.undo.rules.channels import OverwriteInverse
from shared.kernel import json
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake, parse_snowflake


class EditUndoing:
    def __init__(self, scenes: Callable[[], Scenes], channels: Callable[[], ChannelService]) -> None:
        self._scenes = scenes
        self._channels = channels

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        del now
        scene = self._scenes().fresh(author.guild_id, author.user_id)
        channel = _channel(scene, action)
        return _Edit(self._channels(), scene, action, channel, rules.edit(action, channel))


class OverwriteUndoing:
    def __init__(self, scenes: Callable[[], Scenes], overwrites: Callable[[], OverwriteService]) -> None:
        self._scenes = scenes
        self._overwrites = overwrites

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        del now
        scenes = self._scenes()
        scene = scenes.fresh(author.guild_id, author.user_id)
        channel = _channel(scene, action)
        return _Overwrite(self._overwrites(), scenes, scene, action, channel, rules.overwrite(action, channel))


class LockUndoing:
    def __init__(self, scenes: Callable[[], Scenes], lockdown: Callable[[], LockdownService]) -> None:
        self._scenes = scenes
        self._lockdown = lockdown

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        del now
        scene = self._scenes().fresh(author.guild_id, author.user_id)
        current = {each.id: _bits(scene, each.id) for each in scene.snapshot.channels}
        channel_ids = rules.require_locked(action, current)
        return _Unlock(self._lockdown(), author, channel_ids, action, current)


class _Edit:
    def __init__(
        self, channels: ChannelService, scene: Scene, action: Action, channel: DiscordChannel | None, edit: ChannelEdit
    ) -> None:
        self._channels = channels
        self._scene = scene
        self._action = action
        self._channel_id = parse_snowflake(action.target.id)
        self._edit = edit
        self.then = {name: value for name, value in _told(edit).items() if name != "reason"}
        shown = json.to_builtins(channel)
        self.now = {name: shown[name] for name in self.then}

    def refusal(self) -> Refusal | None:
        return _refusal(lambda: check_edit(self._scene, channel_in(self._scene, self._channel_id), self._edit))

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        del key
        self._channels.edit(author, self._channel_id, self._edit, lambda now: _same(rules.edit(self._action, now)))
        return CarriedOut()


class _Overwrite:
    def __init__(
        self,
        overwrites: OverwriteService,
        scenes: Scenes,
        scene: Scene,
        action: Action,
        channel: DiscordChannel | None,
        inverse: OverwriteInverse,
    ) -> None:
        self._overwrites = overwrites
        self._scenes = scenes
        self._scene = scene
        self._action = action
        self._channel_id = parse_snowflake(action.target.id)
        self._inverse = inverse
        found = [] if channel is None else channel.permission_overwrites
        self._found = next((each for each in found if each.id == inverse.concerned), None)
        self.now = {"overwrite": json.to_builtins(self._found)}
        self.then = {"overwrite": json.to_builtins(inverse.overwrite)}

    def refusal(self) -> Refusal | None:
        return _refusal(self._check)

    def _check(self) -> None:
        channel = channel_in(self._scene, self._channel_id)
        before, after = (
            None if each is None else overwrite_of(each) for each in (self._found, self._inverse.overwrite)
        )
        concerned = {each.id for each in (before, after) if each is not None and each.type}
        standings = self._scenes.standings(self._scene.guild_id, concerned)
        overwriting.check_place(self._scene, channel)
        overwriting.check_change(self._scene, channel, before, after, standings)

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        del key
        wanted, concerned = self._inverse.overwrite, self._inverse.concerned

        def still(now: DiscordChannel) -> None:
            _same(rules.overwrite(self._action, now))

        if wanted is None:
            self._overwrites.delete(author, self._channel_id, concerned, still)
        else:
            edit = OverwriteEdit(type=wanted.type, allow=wanted.allow, deny=wanted.deny)
            self._overwrites.put(author, self._channel_id, concerned, edit, still)
        return CarriedOut()


class _Unlock:
    def __init__(
        self,
        lockdown: LockdownService,
        author: Author,
        channel_ids: list[Snowflake],
        action: Action,
        current: dict[Snowflake, dict[str, str] | None],
    ) -> None:
        self._lockdown = lockdown
        self._author = author
        self._channel_ids = channel_ids
        before = rules.locked(action)
        self.now: dict[str, Any] = {"channels": {str(each): current[each] for each in channel_ids}}
        self.then: dict[str, Any] = {"channels": {str(each): before[each][0] for each in channel_ids}}

    def refusal(self) -> Refusal | None:
        request = self._request(preview=True)
        try:
            items = self._lockdown.carry_out(self._author, request).items
        except AppError as error:
            return refusal_of(error)
        return next((each.refusal for each in items if each.refusal is not None), None)

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        del key
        self._lockdown.carry_out(author, self._request(preview=False))
        return CarriedOut()

    def _request(self, *, preview: bool) -> LockRequest:
        return LockRequest(action=LockAction.UNLOCK, channel_ids=self._channel_ids, preview=preview)


def _channel(scene: Scene, action: Action) -> DiscordChannel | None:
    """Return the channel as it is; raise `GuildForbiddenError` where the person cannot see it."""
    channel_id = parse_snowflake(action.target.id)
    if channel_id not in {each.id for each in scene.snapshot.channels}:
        return None
    return described(channel_in(scene, channel_id), scene.guild_id)


def _bits(scene: Scene, channel_id: Snowflake) -> dict[str, str] | None:
    channel = next(each for each in scene.snapshot.channels if each.id == channel_id)
    found = of_everyone(channel, scene.guild_id)
    return None if found is None else {"allow": str(int(found.allow)), "deny": str(int(found.deny))}


def _told(edit: ChannelEdit) -> dict[str, Any]:
    given = {name: value for name, value in asdict(edit).items() if value is not UNSET}
    told: dict[str, Any] = json.to_builtins(given)
    return told


def _same(still: object) -> None:
    """The rule has looked once more, and raised nothing."""
    del still


def _refusal(check: Callable[[], None]) -> Refusal | None:
    try:
        check()
    except AppError as error:
        return refusal_of(error)
    return None

"""List, make, change and delete webhooks: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

from msgspec import UNSET, UnsetType

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.webhooks import NewWebhook, Webhook, WebhookChange, Webhooks
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.differences import differences
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.channels.rules import channel_in
from shared.features.snapshots.rules import Scene, require_of_bot
from shared.features.snapshots.service import Scenes
from shared.features.webhooks import rules
from shared.features.webhooks.model import NewWebhookBody, WebhookEdit, WebhookList, WebhookView
from shared.kernel import json
from shared.kernel.errors import NotFoundError
from shared.kernel.fields import Problem, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, created_at

Unchanged = Callable[[WebhookView], None]


class WebhookService:
    """All raise `PermissionMissingError`, and what Discord's client does; of a channel `GuildForbiddenError`."""

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], changes: GuildChanges) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes

    def of_guild(self, guild_id: Snowflake, author_id: Snowflake) -> WebhookList:
        """Return the webhooks of channels that the author can see."""
        return _listed(self._seen(self._scenes.of(guild_id, author_id)))

    def of_channel(self, guild_id: Snowflake, author_id: Snowflake, channel_id: Snowflake) -> WebhookList:
        scene = self._scenes.of(guild_id, author_id)
        require_of_bot(scene, Permission.MANAGE_WEBHOOKS, channel_in(scene, channel_id))
        return _listed(Webhooks(self._client()).of_channel(channel_id))

    def create(self, author: Author, channel_id: Snowflake, wanted: NewWebhookBody) -> WebhookView:
        scene = self._scenes.of(author.guild_id, author.user_id)
        channel = channel_in(scene, channel_id)
        refuse(rules.name_problem(wanted.name))
        rules.check_place(scene, channel)
        target = Target(kind=TargetKind.CHANNEL, id=str(channel_id), name=channel.name)
        with self._changes.carried_out(author.intends(ActionKind.WEBHOOK_CREATE, target)) as errands:
            made = described(errands.at(Webhooks).create(channel_id, NewWebhook(name=wanted.name.strip())))
            errands.note(target=_target(made), after=json.to_builtins(made))
        return made

    def edit(self, author: Author, webhook_id: Snowflake, wanted: WebhookEdit, unchanged: Unchanged) -> WebhookView:
        """Change what differs; where nothing does, nothing is asked of Discord."""
        scene, before = self._found(author, webhook_id, unchanged)
        change = _change(scene, before, wanted)
        if change == WebhookChange():
            return before
        with self._changes.carried_out(author.intends(ActionKind.WEBHOOK_EDIT, _target(before))) as errands:
            after = described(errands.at(Webhooks).edit(webhook_id, change))
            old, new = differences(before, after)
            errands.note(before=old, after=new)
        return after

    def delete(self, author: Author, webhook_id: Snowflake, unchanged: Unchanged) -> None:
        _, before = self._found(author, webhook_id, unchanged)
        intention = author.intends(ActionKind.WEBHOOK_DELETE, _target(before), before=json.to_builtins(before))
        with self._changes.carried_out(intention) as errands:
            errands.at(Webhooks).delete(webhook_id)

    def _found(self, author: Author, webhook_id: Snowflake, unchanged: Unchanged) -> tuple[Scene, WebhookView]:
        """Return a webhook of this guild, and of a channel that the author can see; raise `NotFoundError`."""
        scene = self._scenes.of(author.guild_id, author.user_id)
        webhook = next((each for each in self._seen(scene) if each.id == webhook_id), None)
        if webhook is None or webhook.channel_id is None:
            raise NotFoundError("There is no such webhook.")
        before = described(webhook)
        unchanged(before)
        rules.check_place(scene, scene.channel(webhook.channel_id))
        return scene, before

    def _seen(self, scene: Scene) -> list[Webhook]:
        require_of_bot(scene, Permission.MANAGE_WEBHOOKS)
        return [each for each in Webhooks(self._client()).of_guild(scene.guild_id) if _is_seen(scene, each)]


def described(webhook: Webhook) -> WebhookView:
    return WebhookView(
        id=webhook.id,
        type=webhook.type,
        channel_id=webhook.channel_id,
        name=webhook.name,
        avatar=webhook.avatar,
        created_at=created_at(webhook.id),
        author_id=None if webhook.user is None else webhook.user.id,
        author=None if webhook.user is None else webhook.user.username,
        application_id=webhook.application_id,
    )


def _change(scene: Scene, before: WebhookView, wanted: WebhookEdit) -> WebhookChange:
    """Judge what differs, and return it."""
    name, channel_id = wanted.name, wanted.channel_id
    if not isinstance(name, UnsetType):
        refuse(rules.name_problem(name))
    if not isinstance(channel_id, UnsetType) and channel_id != before.channel_id:
        try:
            channel = scene.channel(channel_id)
        except NotFoundError:
            refuse({"channel_id": Problem.UNKNOWN})
            raise
        rules.check_place(scene, channel)
    return WebhookChange(
        name=UNSET if isinstance(name, UnsetType) or name.strip() == before.name else name.strip(),
        channel_id=UNSET if channel_id == before.channel_id else channel_id,
    )


def _listed(webhooks: list[Webhook]) -> WebhookList:
    newest_first = sorted(webhooks, key=lambda each: each.id, reverse=True)
    return WebhookList(items=[described(each) for each in newest_first], next_cursor=None)


def _is_seen(scene: Scene, webhook: Webhook) -> bool:
    try:
        scene.channel(webhook.channel_id or Snowflake(0))
    except NotFoundError:
        return False
    return True


def _target(webhook: WebhookView) -> Target:
    return Target(kind=TargetKind.WEBHOOK, id=str(webhook.id), name=webhook.name)

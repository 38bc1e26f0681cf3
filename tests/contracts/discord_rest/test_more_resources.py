"""Messages, threads, invites, webhooks, emojis, AutoMod rules and commands: held to the document, and done."""

import inspect
import pkgutil
from importlib import import_module

import pytest

from shared.adapters.discord import resources
from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.auto_moderation import (
    AutoModAction,
    AutoModRuleChange,
    AutoModRules,
    NewAutoModRule,
)
from shared.adapters.discord.resources.commands import Commands, NewCommand
from shared.adapters.discord.resources.emojis import EmojiChange, Emojis, NewEmoji
from shared.adapters.discord.resources.invites import Invites, NewInvite
from shared.adapters.discord.resources.messages import MessageEdit, MessageReference, Messages, NewMessage
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.search import MessageQuery, Search
from shared.adapters.discord.resources.threads import NewThread, ThreadChange, Threads
from shared.adapters.discord.resources.users import Users
from shared.adapters.discord.resources.webhooks import NewWebhook, WebhookChange, Webhooks
from shared.kernel.errors import DiscordNotFoundError
from shared.kernel.permissions import Permission
from tests.contracts.discord_rest.conftest import ERRAND
from tests.fixtures.discord_sim import SimulatorProcess

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def test_a_message_lives_its_life(client: DiscordClient, channel_id: int) -> None:
    messages = Messages(client, ERRAND)

    sent = messages.send(channel_id, NewMessage(content="Hello @everyone", nonce="n-1"))
    edited = messages.edit(channel_id, sent.id, MessageEdit(content="Hello all"))
    answer = messages.send(channel_id, NewMessage(content="?", message_reference=MessageReference(message_id=sent.id)))
    page = messages.page(channel_id, after=sent.id - 1, limit=2)
    messages.delete(channel_id, sent.id)
    messages.bulk_delete(channel_id, [answer.id, messages.send(channel_id, NewMessage(content="!")).id])

    assert (edited.content, edited.edited_timestamp is not None) == ("Hello all", True)
    assert [each.id for each in page] == [answer.id, sent.id]
    assert answer.message_reference is not None
    with pytest.raises(DiscordNotFoundError):
        messages.get(channel_id, answer.id)


def test_a_user_is_written_to_in_one_channel(client: DiscordClient, unlimited: SimulatorProcess) -> None:
    users = Users(client, ERRAND)

    opened, again = (users.direct_channel(int(unlimited.person("dana"))) for _ in range(2))
    sent = Messages(client, ERRAND).send(opened.id, NewMessage(content="Hello", nonce="n-2"))

    assert opened == again
    assert sent.channel_id == opened.id


def test_messages_are_searched(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    said = Messages(client, ERRAND).send(channel_id, NewMessage(content="a persimmon"))

    query = MessageQuery(content="persimmon", channel_ids=(channel_id,), author_ids=(said.author.id,), limit=5)
    found = Search(client, ERRAND).messages(guild_id, query)

    assert [match[0].id for match in found.messages] == [said.id]
    assert found.total_results == 1


def test_threads_begin_and_end(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    threads, said = Threads(client, ERRAND), Messages(client, ERRAND).send(channel_id, NewMessage(content="topic"))

    at_message = threads.create_at(channel_id, said.id, NewThread(name="about it"))
    alone = threads.create(channel_id, NewThread(name="apart", type=11, auto_archive_duration=60))
    active = {thread.id for thread in threads.active(guild_id).threads}
    changed = threads.edit(alone.id, ThreadChange(archived=True, locked=True))
    archived = {thread.id for thread in threads.archived(channel_id).threads}
    threads.delete(at_message.id)

    assert active >= {at_message.id, alone.id}
    assert changed.thread_metadata.locked
    assert alone.id in archived


def test_invites_come_and_go(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    invites = Invites(client, ERRAND)

    made = invites.create(channel_id, NewInvite(max_age=3600, max_uses=3, unique=True))
    listed = [each.code for each in invites.of_channel(channel_id)]
    invites.delete(made.code)

    assert made.code in listed
    assert made.code not in [each.code for each in invites.of_guild(guild_id)]


def test_webhooks_come_and_go(client: DiscordClient, guild_id: int, channel_id: int) -> None:
    webhooks = Webhooks(client, ERRAND)

    made = webhooks.create(channel_id, NewWebhook(name="News"))
    changed = webhooks.edit(made.id, WebhookChange(name="Old news"))
    listed = [each.name for each in webhooks.of_channel(channel_id)]
    webhooks.delete(made.id)

    assert (changed.name, listed) == ("Old news", ["Old news"])
    assert webhooks.of_guild(guild_id) == []


def test_emojis_come_and_go(client: DiscordClient, unlimited: SimulatorProcess) -> None:
    guild_id = unlimited.guild(number=1)["id"]
    for method in ("DELETE", "PUT"):  # invited anew, with every permission
        unlimited.control(method, f"/guilds/{guild_id}/bot")
    emojis = Emojis(client, ERRAND)

    made = emojis.create(guild_id, NewEmoji(name="blob", image=PIXEL))
    changed = emojis.edit(guild_id, made.id, EmojiChange(name="blub"))
    emojis.delete(guild_id, made.id)

    assert (made.name, changed.name) == ("blob", "blub")
    assert all(emoji.id != made.id for emoji in emojis.of_guild(guild_id))


def test_auto_moderation_rules_come_and_go(client: DiscordClient, guild_id: int) -> None:
    rules, block = AutoModRules(client, ERRAND), AutoModAction(type=1)
    keywords = {"keyword_filter": ["cabbage"]}

    made = rules.create(
        guild_id, NewAutoModRule(name="No greens", trigger_type=1, trigger_metadata=keywords, actions=(block,))
    )
    rules.edit(guild_id, made.id, AutoModRuleChange(enabled=True))
    changed = rules.get(guild_id, made.id)
    rules.delete(guild_id, made.id)

    assert (changed.enabled, changed.trigger_metadata["keyword_filter"]) == (True, ["cabbage"])
    assert all(rule.id != made.id for rule in rules.of_guild(guild_id))


def test_commands_are_overwritten(client: DiscordClient, unlimited: SimulatorProcess, guild_id: int) -> None:
    commands, application = Commands(client, ERRAND), int(unlimited.client_id)
    warn = NewCommand(
        name="warn", description="Warn somebody", default_member_permissions=Bits(Permission.KICK_MEMBERS)
    )

    everywhere = commands.overwrite(application, [warn, NewCommand(name="Report", type=3)])
    here = commands.overwrite_in_guild(application, guild_id, [warn])

    assert {command.name for command in everywhere} == {"warn", "Report"}
    assert here[0].default_member_permissions == Bits(Permission.KICK_MEMBERS)
    assert commands.of_guild(application, guild_id) == here
    assert len(commands.of_application(application)) == 2


def test_every_call_was_made() -> None:
    source = "".join(
        inspect.getsource(import_module(f"tests.contracts.discord_rest.{name}"))
        for name in ("test_resources", "test_more_resources")
    )

    calls = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(resources.__path__)
        for kind in vars(import_module(f"{resources.__name__}.{module.name}")).values()
        if inspect.isclass(kind) and issubclass(kind, Resource) and kind is not Resource
        for name in vars(kind)
        if not name.startswith("_")
    }

    assert sorted(call for call in calls if f".{call.partition('.')[2]}(" not in source) == []

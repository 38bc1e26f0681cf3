"""discord.py's own client manages a guild over REST alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import app_commands

from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.world.world import World
from tests.integration.discord_sim.rest.served import TOKEN, Served, serve
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    CHANNEL,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    NOON,
    OWNER,
    STRANGER,
    a_world,
)


def a_present_world() -> World:
    """Make a world whose time is ours: discord.py compares ids with its own clock."""
    world = a_world()
    world.clock.advance(datetime.now(UTC) - NOON)
    return world


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    async with serve(a_present_world(), limits=LimitOptions(scale=20)) as running:
        monkeypatch.setattr(discord.http.Route, "BASE", running.api_url)
        monkeypatch.setattr(discord.asset.Asset, "BASE", f"{running.base_url}/cdn")
        yield running


@pytest.fixture
async def client(served: Served) -> AsyncIterator[discord.Client]:
    async with discord.Client(intents=discord.Intents.all()) as logged_in:
        await logged_in.login(TOKEN)
        yield logged_in


@pytest.fixture
async def guild(client: discord.Client) -> discord.Guild:
    found = await client.fetch_guild(GUILD)
    await found.fetch_roles()
    return found


@pytest.fixture
async def channel(client: discord.Client, guild: discord.Guild) -> discord.TextChannel:
    found = await client.fetch_channel(CHANNEL)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_members_are_listed_changed_and_moved_between_roles(guild: discord.Guild) -> None:
    listed = [member async for member in guild.fetch_members(limit=None)]
    dana = await guild.fetch_member(MEMBER)
    role = discord.Object(LOW_ROLE)

    await dana.add_roles(role, reason="deserved")
    changed = await dana.edit(nick="Dana", timed_out_until=discord.utils.utcnow() + timedelta(days=27))
    await dana.remove_roles(role)

    assert {member.id for member in listed} == {OWNER, BOT, MODERATOR, MEMBER}
    assert changed is not None
    assert (changed.nick, changed.is_timed_out()) == ("Dana", True)
    assert (await guild.fetch_member(MEMBER)).get_role(LOW_ROLE) is None


async def test_bans_come_and_go_with_their_reasons(guild: discord.Guild) -> None:
    await guild.ban(discord.Object(MEMBER), reason="spam & eggs", delete_message_seconds=86_400)
    result = await guild.bulk_ban([discord.Object(STRANGER), discord.Object(OWNER)], reason="raid")
    bans = {entry.user.id: entry.reason async for entry in guild.bans()}
    await guild.unban(discord.Object(MEMBER), reason="appeal")
    log = [entry async for entry in guild.audit_logs(limit=None, oldest_first=True)]

    assert [user.id for user in result.banned] == [STRANGER]
    assert [user.id for user in result.failed] == [OWNER]
    assert bans == {MEMBER: "spam & eggs", STRANGER: "raid"}
    assert [(entry.action.name, entry.reason) for entry in log] == [
        ("ban", "spam & eggs"),
        ("ban", "raid"),
        ("unban", "appeal"),
    ]


async def test_a_kick_and_a_prune(guild: discord.Guild) -> None:
    await guild.kick(discord.Object(MODERATOR), reason="enough")

    assert await guild.estimate_pruned_members(days=30) == 1
    assert await guild.prune_members(days=30, reason="autumn") == 1
    with pytest.raises(discord.NotFound):
        await guild.fetch_member(MEMBER)


async def test_roles_are_created_changed_ordered_and_deleted(guild: discord.Guild) -> None:
    role = await guild.create_role(name="Guides", permissions=discord.Permissions(kick_members=True), colour=0x5865F2)
    changed = await role.edit(name="Scouts", hoist=True)
    low = await guild.fetch_role(LOW_ROLE)
    await guild.edit_role_positions({low: 2})
    await role.delete(reason="done")

    assert changed is not None
    assert (changed.name, changed.permissions.kick_members, changed.colour.value) == ("Scouts", True, 0x5865F2)
    assert LOW_ROLE in {each.id for each in await guild.fetch_roles()}


async def test_channels_are_created_locked_and_deleted(guild: discord.Guild) -> None:
    category = await guild.create_category("Talk")
    text = await guild.create_text_channel("A New Place", category=category, slowmode_delay=10)
    voice = await guild.create_voice_channel("Lounge", user_limit=5)

    await text.set_permissions(guild.default_role, send_messages=False, reason="lockdown")
    await text.edit(topic="quiet", nsfw=True)
    fetched = {channel.id: channel for channel in await guild.fetch_channels()}
    await voice.delete()

    locked = fetched[text.id]
    assert isinstance(locked, discord.TextChannel)
    assert (locked.name, locked.topic, locked.slowmode_delay) == ("a-new-place", "quiet", 10)
    assert locked.overwrites_for(guild.default_role).send_messages is False


async def test_messages_are_sent_edited_pinned_reacted_to_and_purged(channel: discord.TextChannel) -> None:
    embed = discord.Embed(title="Rules", description="Be kind").add_field(name="1", value="really")
    message = await channel.send("hello", embed=embed, file=discord.File(__file__, "rules.py"))
    await message.reply("indeed")
    await message.edit(content="hello there")
    await message.pin()
    await message.add_reaction("👍")
    pins = [pinned async for pinned in channel.pins()]
    fetched = await channel.fetch_message(message.id)
    reactors = [user async for user in fetched.reactions[0].users()]
    purged = await channel.purge(limit=100, reason="cleaning")

    assert [pinned.id for pinned in pins] == [message.id]
    assert (fetched.content, fetched.embeds[0].title) == ("hello there", "Rules")
    assert fetched.attachments[0].filename == "rules.py"
    assert [user.id for user in reactors] == [BOT]
    assert len(purged) == 3
    assert [left async for left in channel.history()] == []


async def test_threads(channel: discord.TextChannel) -> None:
    message = await channel.send("topic")
    thread = await message.create_thread(name="About that", auto_archive_duration=60)
    await thread.add_user(discord.Object(MEMBER))
    await thread.send("in here")
    members = {member.id for member in await thread.fetch_members()}
    await thread.edit(archived=True)

    assert members == {BOT, MEMBER}
    assert [archived.id async for archived in channel.archived_threads()] == [thread.id]


async def test_webhooks_and_invites(guild: discord.Guild, channel: discord.TextChannel) -> None:
    webhook = await channel.create_webhook(name="News", reason="feeds")
    posted = await webhook.send("extra", username="Herald", wait=True)
    await posted.edit(content="extra, extra")
    await posted.delete()
    invite = await channel.create_invite(max_age=60, unique=True)

    assert [each.name for each in await guild.webhooks()] == ["News"]
    assert [each.code for each in await guild.invites()] == [invite.code]
    await invite.delete()
    await webhook.delete()


async def test_automod_rules(guild: discord.Guild) -> None:
    rule = await guild.create_automod_rule(
        name="No spam",
        event_type=discord.AutoModRuleEventType.message_send,
        trigger=discord.AutoModTrigger(keyword_filter=["spam*"], allow_list=["spamalot"]),
        actions=[discord.AutoModRuleAction(), discord.AutoModRuleAction(duration=timedelta(minutes=1))],
        enabled=True,
    )
    changed = await rule.edit(name="Less spam", enabled=False)
    fetched = await guild.fetch_automod_rules()
    await rule.delete()

    assert (changed.name, changed.enabled) == ("Less spam", False)
    assert [each.trigger.keyword_filter for each in fetched] == [["spam*"]]
    assert await guild.fetch_automod_rules() == []


async def test_application_commands_are_synced(client: discord.Client) -> None:
    tree: app_commands.CommandTree[discord.Client] = app_commands.CommandTree(client)

    @tree.command(description="Ban somebody")
    @app_commands.default_permissions(ban_members=True)
    async def ban(interaction: discord.Interaction, who: discord.User, days: app_commands.Range[int, 0, 7]) -> None:
        raise NotImplementedError

    synced = await tree.sync()
    in_guild = await tree.sync(guild=discord.Object(GUILD))

    assert [(command.name, [option.name for option in command.options]) for command in synced] == [
        ("ban", ["who", "days"])
    ]
    assert in_guild == []
    assert [command.id for command in await tree.fetch_commands()] == [synced[0].id]


async def test_direct_messages(client: discord.Client) -> None:
    user = await client.fetch_user(MEMBER)

    sent = await user.send("a word in private")

    assert [message.id async for message in sent.channel.history()] == [sent.id]


async def test_an_exhausted_bucket_is_waited_out(served: Served, client: discord.Client) -> None:
    served.simulator.faults.rest_429, served.simulator.faults.rest_429_retry_after = 1, 0.05

    assert (await client.fetch_user(MEMBER)).id == MEMBER

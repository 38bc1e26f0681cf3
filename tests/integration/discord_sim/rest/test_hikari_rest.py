"""hikari's REST client, which reads answers more strictly than discord.py, finds everything that it needs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import hikari
import pytest
from hikari.impl import HTTPSettings

from tests.integration.discord_sim.rest.served import TOKEN, serve
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, LOW_ROLE, MEMBER, NOON, OWNER, a_world


@pytest.fixture
async def rest() -> AsyncIterator[hikari.api.RESTClient]:
    world = a_world()
    world.clock.advance(datetime.now(UTC) - NOON)
    async with serve(world) as served:
        application = hikari.RESTApp(url=served.api_url, http_settings=HTTPSettings(enable_cleanup_closed=False))
        await application.start()
        async with application.acquire(TOKEN, hikari.TokenType.BOT) as client:
            yield client
        await application.close()


async def test_a_guild_is_read(rest: hikari.api.RESTClient) -> None:
    guild = await rest.fetch_guild(GUILD)
    members = await rest.fetch_members(GUILD)

    assert (await rest.fetch_my_user()).id == BOT
    assert (guild.name, guild.owner_id) == ("Test hall", OWNER)
    assert MEMBER in {member.id for member in members}
    assert (await rest.fetch_gateway_bot_info()).session_start_limit.max_concurrency == 1
    assert (await rest.fetch_channel(CHANNEL)).name == "general"
    assert LOW_ROLE in {role.id for role in await rest.fetch_roles(GUILD)}


async def test_moderation_is_recorded(rest: hikari.api.RESTClient) -> None:
    until = datetime.now(UTC) + timedelta(days=1)

    await rest.edit_member(GUILD, MEMBER, communication_disabled_until=until, reason="calm")
    await rest.add_role_to_member(GUILD, MEMBER, LOW_ROLE)
    await rest.ban_user(GUILD, MEMBER, delete_message_seconds=60, reason="spam")
    page = await rest.fetch_audit_log(GUILD)

    assert [entry.reason for log in page for entry in log.entries.values()] == ["spam", None, "calm"]
    assert (await rest.fetch_ban(GUILD, MEMBER)).reason == "spam"
    with pytest.raises(hikari.ForbiddenError):
        await rest.ban_user(GUILD, OWNER)


async def test_messages_are_written_and_deleted(rest: hikari.api.RESTClient) -> None:
    messages = [await rest.create_message(CHANNEL, str(number)) for number in range(3)]
    await rest.edit_message(CHANNEL, messages[0], "zero")
    await rest.add_reaction(CHANNEL, messages[0], "🔥")

    await rest.delete_messages(CHANNEL, messages[1:])

    assert [message.content async for message in rest.fetch_messages(CHANNEL)] == ["zero"]


async def test_commands_roles_and_webhooks(rest: hikari.api.RESTClient) -> None:
    command = await rest.create_slash_command(BOT, "ban", "Ban somebody")
    role = await rest.create_role(GUILD, name="Guides", permissions=hikari.Permissions.KICK_MEMBERS)
    webhook = await rest.create_webhook(CHANNEL, "News")
    posted = await rest.execute_webhook(webhook, webhook.token or "", "extra")

    assert [each.id for each in await rest.fetch_application_commands(BOT)] == [command.id]
    assert role.permissions is hikari.Permissions.KICK_MEMBERS
    assert posted.webhook_id == webhook.id

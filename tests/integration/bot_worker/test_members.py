"""Who is in a guild, as the worker gathers it from Discord and keeps it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from shared.kernel import json
from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway
from tests.integration.bot_worker.a_worker import environment, worker

MEMBERS = 10_000
_page = json.Decoder(MemberPage)


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "1", "--members", str(MEMBERS)) as started:
        yield started


async def asked(gateway: StrictGateway, guild_id: Snowflake, **wanted: Any) -> MemberPage:
    """Ask until the members are gathered."""
    query = msgspec.structs.replace(QueryMembers(guild_id=guild_id), **wanted)
    while True:
        result = await gateway.command(query)
        assert result.ok, result.error
        assert isinstance(result.data, msgspec.Raw)
        page = _page.decode(bytes(result.data))
        if page.progress is None:
            return page


async def test_all_members_are_found_and_what_changes_is_known_at_once(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    guild_id, path = Snowflake(int(guild["id"])), f"/guilds/{guild['id']}"
    chidi, elif_ = discord.person("chidi"), discord.person("elif")
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))

        everybody = await asked(strict_gateway, guild_id, limit=100)
        assert everybody.total >= MEMBERS
        assert everybody.next_cursor is not None
        (known,) = (await asked(strict_gateway, guild_id, text=chidi)).items
        assert known.role_ids != []

        discord.control("POST", f"{path}/members/{chidi}/update", nick="Zz Top")
        discord.control("POST", f"{path}/members", user_id=elif_)
        await strict_gateway.until(lambda: any(event.type == "member_join" for event in strict_gateway.events))
        (renamed,) = (await asked(strict_gateway, guild_id, text="zz to")).items
        assert (str(renamed.user_id), renamed.nick) == (chidi, "Zz Top")
        assert (await asked(strict_gateway, guild_id)).total == everybody.total + 1

        a_role_goes(discord, guild_id, str(known.role_ids[0]))
        await strict_gateway.until(lambda: any(event.type == "role_delete" for event in strict_gateway.events))
        (without,) = (await asked(strict_gateway, guild_id, text=chidi)).items
        assert known.role_ids[0] not in without.role_ids
        assert (await asked(strict_gateway, guild_id, role_id=known.role_ids[0])).total == 0

        discord.control("POST", f"{path}/members/{elif_}/kick")
        await strict_gateway.until(lambda: any(event.type == "member_gone" for event in strict_gateway.events))
        assert (await asked(strict_gateway, guild_id, text=elif_)).items == []

        refused = await strict_gateway.command(QueryMembers(guild_id=Snowflake(1)))
        assert (refused.ok, refused.error) == (False, "not_found")
        assert await process.stop() == 0
    assert not (tmp_path / "spool.db.members").exists()


def a_role_goes(discord: SimulatorProcess, guild_id: Snowflake, role_id: str) -> None:
    url = f"{discord.api_url}/guilds/{guild_id}/roles/{role_id}"
    answer = requests.delete(url, headers={"Authorization": f"Bot {discord.bot_token}"}, timeout=10)
    assert answer.ok, answer.text


async def test_a_session_that_was_not_resumed_has_the_members_gathered_anew(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild_id = Snowflake(int(discord.guild()["id"]))
    bruno = discord.person("bruno")
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))
        await asked(strict_gateway, guild_id)
        discord.control("POST", "/gateway/invalidate", resumable=False)
        discord.control("POST", f"/guilds/{guild_id}/members/{bruno}/update", nick="Unheard")
        async with asyncio.timeout(30):
            while process.events.count("discord.session_begun") < 2:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)

        (known,) = (await asked(strict_gateway, guild_id, text=bruno)).items
        assert known.nick == "Unheard"
        assert process.events.count("members.gathering") == 2
        assert await process.stop() == 0

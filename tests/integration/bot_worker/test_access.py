"""What the worker tells of members and roles, when asked and when they change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from shared.kernel import json
from shared.kernel.commands import MemberView, ReadMember, ReadRoles, RoleViews
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker

_member, _roles = json.Decoder(MemberView), json.Decoder(RoleViews)


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "3", "--members", "40") as started:
        yield started


async def member_of(gateway: StrictGateway, guild_id: Snowflake, user_id: str) -> MemberView:
    result = await gateway.command(ReadMember(guild_id=guild_id, user_id=Snowflake(int(user_id))))
    assert result.ok, result.error
    assert isinstance(result.data, msgspec.Raw)
    return _member.decode(result.data)


def told(gateway: StrictGateway, *kinds: str) -> list[dict[str, Any]]:
    return [decoded(event) for event in gateway.events if event.type in kinds]


def a_role_comes_and_goes(discord: SimulatorProcess, path: str) -> str:
    """Create a role, rename it and delete it, as the bot; return its id."""
    url, headers = f"{discord.api_url}{path}/roles", {"Authorization": f"Bot {discord.bot_token}"}
    role_id = str(requests.post(url, json={"name": "Helper"}, headers=headers, timeout=10).json()["id"])
    requests.patch(f"{url}/{role_id}", json={"name": "Helpers"}, headers=headers, timeout=10)
    requests.delete(f"{url}/{role_id}", headers=headers, timeout=10)
    return role_id


async def test_members_and_roles_are_told_as_discord_has_them_and_changes_at_once(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    guild_id, path = Snowflake(int(guild["id"])), f"/guilds/{guild['id']}"
    chidi, elif_ = discord.person("chidi"), discord.person("elif")
    moderator = next(role["id"] for role in guild["roles"] if role["name"] == "Moderator")
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))

        roles = _roles.decode(bytes((await strict_gateway.command(ReadRoles(guild_id=guild_id))).data or b"")).roles
        assert {str(role.id) for role in roles} == {role["id"] for role in guild["roles"]} - {guild["id"]}
        assert [role.position for role in roles] == sorted((role.position for role in roles), reverse=True)

        view = await member_of(strict_gateway, guild_id, chidi)
        assert (view.member, view.owner, moderator in map(str, view.role_ids)) == (True, False, True)
        assert Permission.MANAGE_MESSAGES in Permission(view.permissions)
        assert str(view.top_role_id) in map(str, view.role_ids)
        assert (await member_of(strict_gateway, guild_id, guild["owner_id"])).owner
        assert not (await member_of(strict_gateway, guild_id, elif_)).member

        discord.control("POST", f"{path}/members/{chidi}/update", nick="Chichi")
        discord.control("POST", f"{path}/members/{chidi}/update", roles=[])
        await strict_gateway.until(lambda: len(told(strict_gateway, "member_update")) == 2)
        renamed, update = told(strict_gateway, "member_update")
        assert (renamed["nick"], renamed["changes"]["fields"]) == ("Chichi", ["nick"])
        assert (update["user_id"], update["member"].get("role_ids", [])) == (chidi, [])
        assert moderator in update["changes"]["removed_role_ids"]
        assert (await member_of(strict_gateway, guild_id, chidi)).role_ids == []

        discord.control("POST", f"{path}/members", user_id=elif_)
        await strict_gateway.until(lambda: told(strict_gateway, "member_join") != [])
        assert (await member_of(strict_gateway, guild_id, elif_)).member
        discord.control("POST", f"{path}/members/{elif_}/ban")
        await strict_gateway.until(lambda: told(strict_gateway, "member_gone") != [])
        await strict_gateway.until(lambda: len(told(strict_gateway, "member_ban", "member_remove")) == 2)
        (removal,) = told(strict_gateway, "member_remove")
        assert removal["cause"] == "banned"
        assert not (await member_of(strict_gateway, guild_id, elif_)).member

        created = a_role_comes_and_goes(discord, path)
        await strict_gateway.until(lambda: told(strict_gateway, "role_delete") != [])
        (made,), (changed, *_) = told(strict_gateway, "role_create"), told(strict_gateway, "role_update")
        assert (made["role"]["id"], changed["role"]["name"]) == (created, "Helpers")
        assert changed["rights_changed"] is False

        discord.control("PATCH", path, owner_id=discord.person("bruno"))
        await strict_gateway.until(lambda: told(strict_gateway, "owner_change") != [])
        (change,) = told(strict_gateway, "owner_change")
        assert (change["previous_owner_id"], change["owner_id"]) == (guild["owner_id"], discord.person("bruno"))
        assert (await member_of(strict_gateway, guild_id, discord.person("bruno"))).owner

        refused = await strict_gateway.command(ReadMember(guild_id=Snowflake(1), user_id=Snowflake(1)))
        assert (refused.ok, refused.error) == (False, "not_found")
        assert await process.stop() == 0

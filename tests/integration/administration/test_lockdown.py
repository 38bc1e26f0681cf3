"""Channels are locked, and unlocked exactly as they were."""

from typing import Any

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal

MANAGE = GuildPermission.MANAGE_CHANNELS
SEND = 1 << 11


def overwrites(hall: Hall, channel_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.at_discord(f"/channels/{channel_id}")["permission_overwrites"]
    return sorted(found, key=lambda each: each["id"])


def ask(hall: Hall, action: str, channel_ids: list[str] | None = None, **more: Any) -> dict[str, dict[str, Any]]:
    """Return what came of it, by the channel's id."""
    body = {"action": action, "channel_ids": channel_ids, **more}
    answer = hall.let(MANAGE).api("POST", f"{hall.url}/lockdown", json=body)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["items"]}


def test_a_channel_is_locked_and_unlocked_as_it_was(hall: Hall) -> None:
    allowed = {"id": hall.id, "type": "role", "allow": str(SEND | 64), "deny": "0"}
    channel_id = hall.make_channel("lockable", permission_overwrites=[allowed])
    before = overwrites(hall, channel_id)

    locked = ask(hall, "lock", [channel_id], reason="a raid")

    assert locked[channel_id]["outcome"] == "done"
    assert hall.last_reason() == f"chidi.o ({hall.moderator_id}): a raid"
    (everyone,) = overwrites(hall, channel_id)
    assert (int(everyone["deny"]) & SEND, int(everyone["allow"])) == (SEND, 64)
    (listed,) = hall.let().api("GET", f"{hall.url}/lockdown").json()["items"]
    assert (listed["id"], listed["locked_by"]) == (channel_id, hall.moderator_id)
    assert ask(hall, "lock", [channel_id])[channel_id]["outcome"] == "unchanged"
    assert ask(hall, "unlock", [channel_id])[channel_id]["outcome"] == "done"
    assert overwrites(hall, channel_id) == before
    assert hall.last_action(target_id=channel_id)["kind"] == "unlock"
    assert ask(hall, "unlock", [channel_id])[channel_id]["outcome"] == "unchanged"


def test_the_whole_guild_is_locked_and_unlocked_as_it_was(hall: Hall) -> None:
    before = {each["id"]: each["permission_overwrites"] for each in hall.at_discord(f"/guilds/{hall.id}/channels")}

    preview = ask(hall, "lock", preview=True)
    locked = ask(hall, "lock")

    assert {each["id"]: each["outcome"] for each in preview.values()} == {
        each["id"]: each["outcome"] for each in locked.values()
    }
    assert locked[hall.channels["general"]]["outcome"] == "done"
    assert (
        not {each["id"] for each in hall.at_discord(f"/guilds/{hall.id}/channels") if each["type"] == 4} & locked.keys()
    )
    ask(hall, "unlock")
    after = {each["id"]: each["permission_overwrites"] for each in hall.at_discord(f"/guilds/{hall.id}/channels")}
    assert after == before
    assert hall.let().api("GET", f"{hall.url}/lockdown").json()["items"] == []


def test_where_discord_fails_the_channel_is_not_taken_for_locked(hall: Hall) -> None:
    stuck, free = hall.make_channel("stuck"), hall.make_channel("free")
    hall.discord.control(
        "PUT", "/faults", rest_429=-1, rest_429_retry_after=60, path_prefix=f"/api/v10/channels/{stuck}/permissions"
    )
    try:
        results = ask(hall, "lock", [stuck, free])
    finally:
        hall.discord.control("DELETE", "/faults")

    assert (results[stuck]["outcome"], results[stuck]["refusal"]["code"]) == ("refused", "discord_busy")
    assert results[free]["outcome"] == "done"
    assert [each["id"] for each in hall.let().api("GET", f"{hall.url}/lockdown").json()["items"]] == [free]
    ask(hall, "unlock", [free])


def test_one_channel_that_is_refused_is_an_error(hall: Hall) -> None:
    channel_id = hall.make_channel("not-ours")
    deny = {"type": 0, "deny": str(1 << 28)}
    hall.at_discord(f"/channels/{channel_id}/permissions/{hall.roles['Moderator']}", "PUT", json=deny)

    answer = hall.let(MANAGE).api("POST", f"{hall.url}/lockdown", json={"action": "lock", "channel_ids": [channel_id]})

    assert answer.json()["message"] == "You lack Manage Roles in #not-ours."
    assert refusal(answer)[:2] == (403, "permission_missing")


def test_a_lock_makes_sense(hall: Hall) -> None:
    url = f"{hall.url}/lockdown"

    nothing = hall.owner.api("POST", url, json={"action": "lock", "channel_ids": []})
    category = hall.owner.api("POST", url, json={"action": "lock", "channel_ids": [hall.channels["Talk"]]})
    nowhere = hall.owner.api("POST", url, json={"action": "lock", "channel_ids": ["12345"]})

    assert refusal(nothing)[2] == {"fields": {"channel_ids": "missing"}}
    assert refusal(category)[2] == {"fields": {"channel_ids": "not_here"}}
    assert refusal(nowhere)[:2] == (403, "guild_forbidden")

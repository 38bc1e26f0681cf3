"""Roles: listed, made, changed, put in order and deleted, by those who may."""

from datetime import UTC, datetime

from shared.features.access.model import GuildPermission
from shared.kernel.snowflakes import created_at
from tests.integration.administration.hall import Hall, refusal

MANAGE = GuildPermission.MANAGE_ROLES
SEEDED_UNTIL = datetime(2026, 1, 2, tzinfo=UTC)


def order_of(hall: Hall) -> list[str]:
    items = hall.owner.api("GET", f"{hall.url}/roles").json()["items"]
    return [each["id"] for each in items if each["id"] != hall.id]


def test_the_list_is_in_order_and_says_what_is_locked_and_why(hall: Hall) -> None:
    items = hall.let(MANAGE).api("GET", f"{hall.url}/roles").json()["items"]

    assert (items[0]["name"], items[-1]["name"]) == ("Admin", "@everyone")
    locks = {
        each["name"]: each["locked"] and (each["locked"]["code"], each["locked"]["details"]["who"]) for each in items
    }
    assert locks["Guildhall"] == locks["Moderator"] == ("role_too_high", "you")
    assert locks["Regular"] is None


def test_a_role_is_made_changed_and_deleted(hall: Hall) -> None:
    moderator = hall.let(MANAGE)
    made = moderator.api("POST", f"{hall.url}/roles", json={"name": "Readers", "color": 255, "reason": "a club"})
    url = f"{hall.url}/roles/{made.json()['id']}"
    assert (made.status_code, made.json()["permissions"]) == (200, "0")
    assert hall.last_reason() == f"chidi.o ({hall.moderator_id}): a club"

    changed = moderator.api(
        "PATCH", url, json={"name": "Writers", "color": 255}, headers={"If-Match": made.headers["ETag"]}
    )

    assert changed.json()["name"] == "Writers"
    action = hall.last_action(kind="role_edit")
    assert (action["before"], action["after"]) == ({"name": "Readers"}, {"name": "Writers"})
    stale = moderator.api("DELETE", url, headers={"If-Match": made.headers["ETag"]})
    assert refusal(stale)[2]["current"]["name"] == "Writers"
    assert moderator.api("DELETE", url).status_code == 204
    assert refusal(moderator.api("GET", url))[:2] == (404, "not_found")


def test_a_key_makes_one_role_of_two_requests(hall: Hall) -> None:
    key = {"Idempotency-Key": "one-role-please"}

    for _ in range(2):
        hall.owner.api("POST", f"{hall.url}/roles", json={"name": "Only one"}, headers=key)

    names = [each["name"] for each in hall.at_discord(f"/guilds/{hall.id}/roles")]
    assert names.count("Only one") == 1


def test_fields_are_judged_before_discord_is_asked(hall: Hall) -> None:
    answer = hall.owner.api("POST", f"{hall.url}/roles", json={"name": " ", "color": 1 << 24})

    assert refusal(answer) == (400, "invalid_input", {"fields": {"name": "too_short", "color": "too_large"}})


def test_nobody_gives_a_role_what_they_or_the_bot_lack(hall: Hall) -> None:
    manage_guild, administrator = str(1 << 5), str(1 << 3)

    by_moderator = hall.let(MANAGE).api("POST", f"{hall.url}/roles", json={"name": "x", "permissions": manage_guild})
    by_owner = hall.owner.api("POST", f"{hall.url}/roles", json={"name": "x", "permissions": administrator})

    assert refusal(by_moderator)[2] == {"who": "you", "permissions": ["MANAGE_GUILD"]}
    assert refusal(by_owner)[2] == {"who": "bot", "permissions": ["ADMINISTRATOR"]}


def test_roles_that_are_not_below_one_stay_as_they_are(hall: Hall) -> None:
    own, bots, admins = (f"{hall.url}/roles/{hall.roles[name]}" for name in ("Moderator", "Guildhall", "Admin"))

    by_moderator = hall.let(MANAGE).api("PATCH", own, json={"name": "Gods"})
    by_owner = hall.owner.api("PATCH", admins, json={"name": "Gods"})

    assert (refusal(by_moderator)[1], refusal(by_moderator)[2]["who"]) == ("role_too_high", "you")
    assert (refusal(by_owner)[1], refusal(by_owner)[2]["who"]) == ("role_too_high", "bot")
    assert refusal(hall.owner.api("DELETE", bots)) == (409, "conflict", {"role": "managed"})
    assert refusal(hall.owner.api("DELETE", f"{hall.url}/roles/{hall.id}")) == (409, "conflict", {"role": "everyone"})


def test_without_our_permission_nothing_is_changed(hall: Hall) -> None:
    answer = hall.let(GuildPermission.MANAGE_CHANNELS).api("POST", f"{hall.url}/roles", json={"name": "x"})

    assert refusal(answer) == (403, "permission_missing", {"missing": ["manage-roles"]})


def clear_up(hall: Hall) -> None:
    """Delete the roles that other tests made: two of them may stand at one position."""
    for role_id in order_of(hall):
        if created_at(int(role_id)) > SEEDED_UNTIL:
            assert hall.owner.api("DELETE", f"{hall.url}/roles/{role_id}").ok


def test_roles_below_are_put_in_order_and_others_are_not_moved(hall: Hall) -> None:
    clear_up(hall)
    hall.make_role("Movable")
    moderator, url = hall.let(MANAGE), f"{hall.url}/roles/positions"
    before = order_of(hall)
    free = before.index(hall.roles["Moderator"]) + 1
    wanted = before[:free] + before[free:][::-1]
    tag = moderator.api("GET", f"{hall.url}/roles").headers["ETag"]

    moved = moderator.api("PATCH", url, json={"role_ids": wanted}, headers={"If-Match": tag})

    assert moved.ok, moved.text
    assert [each["id"] for each in moved.json()["items"][:-1]] == wanted == order_of(hall)
    assert hall.last_action(kind="role_move")["outcome"] == "done"
    too_high = moderator.api("PATCH", url, json={"role_ids": wanted[::-1]})
    assert refusal(too_high)[:2] == (403, "role_too_high")
    stale = moderator.api("PATCH", url, json={"role_ids": before}, headers={"If-Match": tag})
    assert refusal(stale)[:2] == (412, "stale_view")
    incomplete = moderator.api("PATCH", url, json={"role_ids": wanted[1:]})
    assert refusal(incomplete) == (400, "invalid_input", {"fields": {"role_ids": "unknown"}})
    assert order_of(hall) == wanted


def test_what_fails_at_discord_is_told_and_recorded(hall: Hall) -> None:
    role_id = hall.make_role("Unlucky")
    hall.discord.control("PUT", "/faults", rest_5xx=-1, path_prefix=f"/api/v10/guilds/{hall.id}/roles/{role_id}")
    try:
        answer = hall.owner.api("PATCH", f"{hall.url}/roles/{role_id}", json={"hoist": True})
    finally:
        hall.discord.control("DELETE", "/faults")

    assert refusal(answer)[:2] == (503, "discord_unavailable")
    action = hall.last_action(kind="role_edit")
    assert (action["target"]["id"], action["outcome"], action["code"]) == (role_id, "failed", "discord_unavailable")


def test_the_guild_itself_says_where_one_stands(hall: Hall) -> None:
    guild = hall.let().api("GET", hall.url).json()

    assert (guild["id"], guild["owner_id"]) == (hall.id, hall.owner_id)
    assert guild["you"]["top_role_id"] == hall.roles["Moderator"]
    assert "MANAGE_ROLES" in guild["bot"]["permissions"]
    assert "MANAGE_ROLES" not in guild["you"]["permissions"]

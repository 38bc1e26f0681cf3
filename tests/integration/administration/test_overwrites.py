"""Overwrites: put and deleted by those who may, and the whole channel in answer."""

from shared.features.access.model import GuildPermission
from tests.integration.administration.hall import Hall, refusal

MANAGE = GuildPermission.MANAGE_CHANNELS
SEND, KICK = "2048", "2"


def test_an_overwrite_is_put_changed_and_taken_away(hall: Hall) -> None:
    channel_id = hall.make_channel("spoken-of")
    role = hall.roles["Regular"]
    url = f"{hall.channel('spoken-of')}/overwrites/{role}"
    moderator = hall.let(MANAGE)

    put = moderator.api("PUT", url, json={"type": "role", "deny": SEND, "reason": "too loud"})

    assert put.json()["permission_overwrites"] == [{"id": role, "type": "role", "allow": "0", "deny": SEND}]
    assert hall.last_reason() == f"chidi.o ({hall.moderator_id}): too loud"
    action = hall.last_action(target_id=channel_id)
    assert (action["kind"], action["before"], action["after"]["deny"]) == ("overwrite_edit", None, SEND)
    tag = {"If-Match": put.headers["ETag"]}
    gone = moderator.api("DELETE", url, headers=tag)
    assert gone.json()["permission_overwrites"] == []
    assert refusal(moderator.api("PUT", url, json={"type": "role", "allow": SEND}, headers=tag))[:2] == (
        412,
        "stale_view",
    )
    assert refusal(moderator.api("DELETE", url))[:2] == (404, "not_found")


def test_nobody_overwrites_their_own_role_or_what_is_above_it(hall: Hall) -> None:
    hall.make_channel("of-rank")

    for role in ("Moderator", "Guildhall", "Admin"):
        url = f"{hall.channel('of-rank')}/overwrites/{hall.roles[role]}"
        answer = hall.let(MANAGE).api("PUT", url, json={"type": "role", "allow": SEND})

        status, code, details = refusal(answer)
        assert (status, code, details["who"], details["role"]) == (403, "role_too_high", "you", role)


def test_nobody_overwrites_what_is_said_of_the_owner_or_of_themselves(hall: Hall) -> None:
    hall.make_channel("of-people")

    for user_id in (hall.owner_id, hall.moderator_id):
        url = f"{hall.channel('of-people')}/overwrites/{user_id}"
        answer = hall.let(MANAGE).api("PUT", url, json={"type": "member", "allow": SEND})

        assert refusal(answer)[:2] == (403, "role_too_high")


def test_nobody_gives_what_they_lack(hall: Hall) -> None:
    hall.make_channel("of-gifts")
    url = f"{hall.channel('of-gifts')}/overwrites/{hall.roles['Regular']}"

    answer = hall.let(MANAGE).api("PUT", url, json={"type": "role", "allow": str(1 << 29)})

    _, code, details = refusal(answer)
    assert (code, details["who"], details["permissions"]) == ("permission_missing", "you", ["MANAGE_WEBHOOKS"])


def test_what_contradicts_itself_and_whom_there_is_not(hall: Hall) -> None:
    hall.make_channel("of-sense")
    url = f"{hall.channel('of-sense')}/overwrites"

    both = hall.owner.api("PUT", f"{url}/{hall.id}", json={"type": "role", "allow": SEND, "deny": SEND})
    nobody = hall.owner.api("PUT", f"{url}/12345", json={"type": "member", "allow": SEND})
    no_role = hall.owner.api("PUT", f"{url}/12345", json={"type": "role", "allow": SEND})
    no_number = hall.owner.api("PUT", f"{url}/{hall.id}", json={"type": "role", "allow": "all"})

    assert refusal(both) == (400, "invalid_input", {"fields": {"allow": "contradictory"}})
    assert [refusal(each)[:2] for each in (nobody, no_role)] == [(404, "not_found")] * 2
    assert refusal(no_number)[:2] == (400, "invalid_input")


def test_a_member_below_may_be_spoken_of(hall: Hall) -> None:
    hall.make_channel("of-dana")
    dana = hall.discord.person("dana")
    url = f"{hall.channel('of-dana')}/overwrites/{dana}"
    key = {"Idempotency-Key": "dana-is-quiet-here"}

    answers = [hall.let(MANAGE).api("PUT", url, json={"type": "member", "deny": SEND}, headers=key) for _ in range(2)]

    assert answers[0].json()["permission_overwrites"] == [{"id": dana, "type": "member", "allow": "0", "deny": SEND}]
    assert answers[1].headers["Idempotent-Replayed"] == "true"

"""Members are gathered in chunks, while Discord goes on telling."""

import pytest

from bot_worker.capture.payloads import User
from bot_worker.members.changes import Change, DropRole, Forget, Put, Remove
from bot_worker.members.filling import PAUSE_SECONDS, Filling
from bot_worker.members.known import MOST_MEMBERS, KnownGuilds
from bot_worker.members.payloads import Chunk, Member, RateLimited, profile_of
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

GUILD = Snowflake(1)


def a_member(user_id: int, nick: str | None = None) -> Member:
    return Member(user=User(id=Snowflake(user_id), username=f"user {user_id}"), roles=[], nick=nick)


def a_chunk(index: int, *members: Member, count: int = 2, nonce: str = "n") -> Chunk:
    return Chunk(guild_id=GUILD, members=list(members), chunk_index=index, chunk_count=count, asked_as=nonce)


def put(user_id: int, nick: str | None = None) -> Put:
    return Put(guild_id=GUILD, members=[profile_of(a_member(user_id, nick))])


class Gathering:
    """A guild whose members have been asked for."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.known = KnownGuilds(self.changes.append)
        self.filling = Filling("n", 0.0)
        self.known.begin(GUILD, 3, self.filling)
        self.changes.clear()

    @property
    def progress(self) -> tuple[bool, float]:
        return self.filling.is_complete, self.filling.progress

    @property
    def nicks(self) -> dict[int, str | None]:
        """Who is a member once all changes are made."""
        found: dict[int, str | None] = {}
        for change in self.changes:
            match change:
                case Put(members=members):
                    found |= {member.user_id: member.nick for member in members}
                case Remove(user_id=user_id):
                    found.pop(user_id, None)
                case Forget():
                    found.clear()
        return found


@pytest.fixture
def gathering() -> Gathering:
    return Gathering()


def test_members_are_complete_with_the_last_chunk_in_whatever_order_they_come(gathering: Gathering) -> None:
    gathering.known.hear_chunk(a_chunk(1, a_member(2)), 1.0)
    gathering.known.hear_chunk(a_chunk(1, a_member(2)), 2.0)
    assert gathering.progress == (False, 0.5)

    gathering.known.hear_chunk(a_chunk(0, a_member(1)), 3.0)
    assert gathering.progress == (True, 1.0)
    assert gathering.nicks == {1: None, 2: None}


def test_what_was_told_meanwhile_is_newer_than_a_chunk(gathering: Gathering) -> None:
    gathering.known.hear(put(1, nick="new"))
    gathering.known.hear(Remove(guild_id=GUILD, user_id=2))
    gathering.known.hear(DropRole(guild_id=GUILD, role_id=7))

    gathering.known.hear_chunk(a_chunk(0, a_member(1, nick="old"), a_member(3)), 1.0)
    gathering.known.hear_chunk(a_chunk(1, a_member(2)), 1.0)

    assert gathering.nicks == {1: "new", 3: None}
    assert gathering.changes[-1] == DropRole(guild_id=GUILD, role_id=7)


def test_chunks_of_another_request_are_none_of_ours(gathering: Gathering) -> None:
    gathering.known.hear_chunk(a_chunk(0, a_member(1), count=1, nonce="other"), 1.0)

    assert not gathering.filling.is_complete
    assert gathering.changes == []


def test_a_guild_that_nobody_asked_about_costs_nothing(gathering: Gathering) -> None:
    gathering.known.hear(Put(guild_id=2, members=[profile_of(a_member(1))]))

    assert gathering.changes == []


def test_who_stops_hearing_chunks_asks_again_but_not_too_early(gathering: Gathering) -> None:
    filling = gathering.filling
    gathering.known.hear_chunk(a_chunk(0, a_member(1)), 20.0)

    assert not filling.may_ask_again(PAUSE_SECONDS)
    assert filling.may_ask_again(50.0)


def test_a_request_that_came_too_early_is_made_again_when_discord_says(gathering: Gathering) -> None:
    ours = {"retry_after": 12.0, "meta": {"guild_id": str(GUILD), "nonce": "n"}}

    gathering.known.hear_refusal(json.convert({**ours, "meta": {}}, RateLimited), 1.0)
    assert not gathering.filling.may_ask_again(13.0)

    gathering.known.hear_refusal(json.convert(ours, RateLimited), 1.0)
    assert (gathering.filling.may_ask_again(12.9), gathering.filling.may_ask_again(13.0)) == (False, True)


def test_a_guild_whose_changes_may_be_missed_is_forgotten(gathering: Gathering) -> None:
    gathering.known.forget_where(lambda guild_id: guild_id == GUILD)

    assert gathering.known.find(GUILD) is None
    assert gathering.changes == [Forget(guild_id=GUILD)]


def test_the_guild_that_nobody_asked_about_for_longest_makes_room(gathering: Gathering) -> None:
    gathering.known.begin(2, MOST_MEMBERS - 10, Filling("m", 0.0))
    gathering.known.find(GUILD)

    gathering.known.begin(3, 20, Filling("o", 0.0))

    assert gathering.known.find(2) is None
    assert gathering.known.find(GUILD) is gathering.filling

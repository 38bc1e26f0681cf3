"""What cannot be read is kept sealed, and stored once as soon as it can be read."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from shared.features.events.letter_replay import UNREADABLE, DeadLetterReplay, replay_id
from shared.features.events.letters import DeadLetterBox, letter_id
from shared.features.events.model import SealedLetter
from shared.features.events.rules import validation
from shared.features.events.rules.cursors import BATCH_STRIDE, cursor_of, step
from shared.features.events.rules.segments import ids_in
from shared.kernel import json
from shared.kernel.errors import NotFoundError
from shared.kernel.events import NO_GUILD, Event, EventType
from shared.kernel.snowflakes import Snowflake
from tests.factories.commits import CommitStore
from tests.factories.events import BOT, GUILD, a_batch, a_batch_id, a_message

SPOILT = {"attachments": "the secret plan of 5"}


class Office(CommitStore):
    def __init__(self) -> None:
        super().__init__()
        self.box = DeadLetterBox(self.letters, self.vault, self.clock)
        self.late: list[tuple[str, set[Snowflake]]] = []
        self.replays = DeadLetterReplay(self.box, self.letters, self.commits, lambda *late: self.late.append(late))

    @property
    def only(self) -> SealedLetter:
        (sealed,) = self.letters.letters.values()
        return sealed

    @property
    def stored(self) -> list[str]:
        return [event_id for segment in self.segments.stored.values() for event_id in ids_in(segment)]


def spoilt(event: Event, changes: dict[str, Any] | None = None) -> msgspec.Raw:
    fields = msgspec.json.decode(json.encode(event))
    return msgspec.Raw(msgspec.json.encode(fields | {"data": fields["data"] | (changes or SPOILT)}))


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later release reads what this one cannot."""
    kinds = {kind: check for kind, check in validation._CHECKS.items() if kind != EventType.MESSAGE_CREATE}
    monkeypatch.setattr(validation, "_CHECKS", kinds)


def test_a_letter_tells_what_is_wrong_and_nothing_of_what_is_in_it(office: Office) -> None:
    office.commits.commit(a_batch(a_message(), spoilt(a_message("hi", message_id=99))))

    letter = office.only.letter
    assert (letter.id, letter.guild_id, letter.bot_id) == (f"{a_batch_id()}-001", GUILD, BOT)
    assert (letter.claimed_id, letter.claimed_type) == ("message_create:99", "message_create")
    assert "attachments" in letter.reason
    assert "secret" not in repr(office.only)


def test_what_names_no_guild_is_sealed_with_the_deployment_s_key(office: Office) -> None:
    office.commits.commit(a_batch(msgspec.Raw(b'{"guild_id":"rubbish","x":1}')))

    assert office.only.letter.guild_id == NO_GUILD
    assert office.box.opened(office.only) == b'{"guild_id":"rubbish","x":1}'


def test_any_bytes_come_out_as_they_went_in(office: Office) -> None:
    office.commits.commit(a_batch(msgspec.Raw(b'{"id":"\xff\xfe"}')))

    assert office.box.opened(office.only) == b'{"id":"\xff\xfe"}'


def test_a_guild_s_letters_are_listed_page_by_page(office: Office) -> None:
    office.commits.commit(a_batch(*[spoilt(a_message()) for _ in range(3)], spoilt(a_message(guild_id=9))))

    first = office.box.page(GUILD, before=None, limit=2)
    second = office.box.page(GUILD, before=first.next_cursor, limit=2)

    assert [letter.id[-3:] for letter in (*first.items, *second.items)] == ["002", "001", "000"]
    assert second.next_cursor is None


def test_what_is_still_malformed_stays_with_its_reason_of_now(office: Office) -> None:
    office.commits.commit(a_batch(spoilt(a_message())))
    office.letters.set_reason(office.only.letter.id, "of another release")

    replayed = office.replays.replay(office.only.letter.id)

    assert (replayed.stored, replayed.reason) == (False, office.only.letter.reason)
    assert "attachments" in office.only.letter.reason
    assert office.stored == []


@pytest.mark.usefixtures("mended")
def test_what_can_be_read_now_is_stored_and_is_a_dead_letter_no_more(office: Office) -> None:
    event = a_message()
    sealed = _taken_in(office, spoilt(event))

    replayed = office.replays.replay(sealed.letter.id, GUILD)

    assert (replayed.stored, replayed.reason) == (True, None)
    assert (office.stored, office.letters.letters) == ([event.id], {})
    assert office.late == [(replay_id(sealed.letter.id), {GUILD})]


@pytest.mark.usefixtures("mended")
def test_a_replay_that_died_before_its_end_is_done_by_the_next_and_stores_nothing_twice(office: Office) -> None:
    event = a_message()
    sealed = _taken_in(office, spoilt(event))
    office.replays.replay(sealed.letter.id)
    office.letters.put_all([sealed])

    replayed = office.replays.replay(sealed.letter.id)

    assert (replayed.stored, office.stored) == (True, [event.id])


@pytest.mark.usefixtures("mended")
def test_what_another_batch_has_brought_meanwhile_is_not_stored_again(office: Office) -> None:
    event = a_message()
    sealed = _taken_in(office, spoilt(event))
    office.commits.commit(a_batch(event, batch_id=step(a_batch_id(), 9 * BATCH_STRIDE)))

    replayed = office.replays.replay(sealed.letter.id)

    assert (replayed.stored, office.stored) == (True, [event.id])


def test_a_letter_whose_key_is_gone_says_so(office: Office) -> None:
    office.commits.commit(a_batch(spoilt(a_message())))
    office.vault.kept.clear()

    assert office.replays.replay(office.only.letter.id).reason == UNREADABLE


@pytest.mark.parametrize("guild_id", [Snowflake(9), NO_GUILD])
def test_a_letter_of_another_guild_is_not_there(office: Office, guild_id: Snowflake) -> None:
    office.commits.commit(a_batch(spoilt(a_message())))

    with pytest.raises(NotFoundError):
        office.replays.replay(office.only.letter.id, guild_id)


def test_letters_that_name_a_person_go_with_an_erasure(office: Office) -> None:
    office.commits.commit(a_batch(spoilt(a_message()), msgspec.Raw(b'{"guild_id":"7"}')))

    erased = office.box.erase(Snowflake(5))

    assert erased == 1
    assert office.only.letter.guild_id == 7


@pytest.mark.parametrize("index", [0, 1, 999])
def test_a_replay_has_its_place_between_its_batch_and_the_next(index: int) -> None:
    batch_id = a_batch_id()
    following = step(batch_id, BATCH_STRIDE)

    replayed = replay_id(letter_id(batch_id, index))

    assert batch_id < replayed < cursor_of(following, 0, validation.MOST_EVENTS)


def _taken_in(office: Office, event: msgspec.Raw) -> SealedLetter:
    """Keep an event as a release does that cannot read it."""
    encoded = bytes(event)
    malformed = replace(
        validation.sort_out(b"[7]", BOT).malformed[0], encoded=encoded, guild_id=GUILD, event_id="claimed"
    )
    office.box.take_in(a_batch(), [malformed])
    return office.only

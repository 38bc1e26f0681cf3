from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.events.letters import DeadLetterBox
from shared.features.events.model import Segment
from shared.features.events.personal import PersonalEvents
from shared.features.events.rules.contents import without_content
from shared.features.events.rules.personal import without_person
from shared.features.events.rules.segments import CODEC, digest_of, of_guild, owner_of_contents, packed
from shared.kernel import json
from shared.kernel.events import Event, EventType, MessageAuthor, MessageChannel, MessageCreateData
from shared.kernel.packing import Codec, decompress
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.events import FakeDeadLetters, FakeSegments, FakeVault

GUILD, NORA, OTTO = Snowflake(10**18), Snowflake(7 * 10**17), Snowflake(8 * 10**17)
BATCH = "01KAQ6Z0000000000000000000"


def a_message(number: int, author: Snowflake, content: str = "hello") -> Event:
    data = MessageCreateData(
        message_id=Snowflake(number),
        content=content,
        author=MessageAuthor(id=author, username=f"name of {author}", global_name="Name", avatar="a1"),
        channel=MessageChannel(id=Snowflake(5), name="general"),
    )
    return Event(
        id=f"message_create:{number}",
        type=EventType.MESSAGE_CREATE,
        guild_id=GUILD,
        user_id=author,
        channel_id=Snowflake(5),
        data=msgspec.Raw(json.encode(data)),
        timestamp=number,
    )


class House:
    """One segment with stored contents."""

    def __init__(self, *events: Event) -> None:
        self.segments, self.vault, self.clock = FakeSegments(), FakeVault(), FakeClock()
        self.letters = DeadLetterBox(FakeDeadLetters(), self.vault, self.clock)
        self.personal = PersonalEvents(self.segments, self.letters, self.vault, self.clock)
        bare = [without_content(event) for event in events]
        contents = {key: text for _, written in bare for key, text in written.items()}
        sealed = self.vault.seal(GUILD, contents, owner_of_contents(GUILD, BATCH))
        self.segments.put_all([a_segment([event for event, _ in bare], {GUILD: sealed})])

    @property
    def stored(self) -> Segment:
        (segment,) = self.segments.stored.values()
        return segment

    @property
    def text(self) -> str:
        return decompress(self.stored.packed, Codec(self.stored.codec)).decode()


def a_segment(events: list[Event], contents: dict[Snowflake, str], batch_id: str = BATCH) -> Segment:
    return Segment(
        bucket=3,
        batch_id=batch_id,
        codec=CODEC,
        packed=packed(events),
        contents=contents,
        digest=digest_of(events),
        expires_at=FakeClock().now + timedelta(days=30),
    )


def test_a_copy_has_what_the_person_wrote_and_nothing_of_others() -> None:
    house = House(a_message(1, NORA, "mine"), a_message(2, OTTO, "his"))

    copied = house.personal.copy(NORA, timedelta(seconds=8))

    assert [event.id for event in copied.events] == ["message_create:1"]
    assert b"mine" in bytes(copied.events[0].data)
    assert (copied.complete, copied.segments_read) == (True, 1)


def test_a_copy_names_what_others_wrote_of_the_person_without_their_words() -> None:
    house = House(a_message(1, OTTO, f"see <@{NORA}>"))
    member = msgspec.structs.replace(a_message(2, OTTO), data=msgspec.Raw(b'{"user_id":"%d"}' % NORA))
    house.segments.put_all([a_segment([member], {}, batch_id=BATCH[:-1] + "1")])

    copied = house.personal.copy(NORA, timedelta(seconds=8))

    assert [event.id for event in copied.events] == ["message_create:2"]


def test_an_erased_person_is_nowhere_in_the_segment_and_the_others_are_untouched() -> None:
    house = House(a_message(1, NORA, "mine"), a_message(2, OTTO, "his"))
    before = house.stored

    erased = house.personal.erase(NORA, timedelta(seconds=8))

    assert (erased.events, erased.contents, erased.position) == (1, 1, None)
    assert str(NORA) not in house.text
    assert str(OTTO) in house.text
    assert house.vault.kept[owner_of_contents(GUILD, BATCH)] == {"message_create:2": "his"}
    assert (house.stored.digest, house.stored.expires_at) == (before.digest, before.expires_at)
    mine, his = of_guild(house.stored, GUILD)
    assert (mine.user_id, his.user_id) == (None, OTTO)
    assert json.Decoder(MessageCreateData).decode(mine.data).author.username == "Deleted user"


def test_erasing_again_finds_nothing() -> None:
    house = House(a_message(1, NORA))
    house.personal.erase(NORA, None)
    before = house.stored

    assert house.personal.erase(NORA, None).events == 0
    assert house.stored == before


def test_contents_that_are_all_the_person_s_go_with_their_seal() -> None:
    house = House(a_message(1, NORA))

    house.personal.erase(NORA, None)

    assert house.stored.contents == {}


def test_what_is_too_much_for_one_request_goes_on_where_it_stopped() -> None:
    house = House(a_message(1, NORA))
    more = [a_segment([a_message(9, NORA)], {}, batch_id=f"01KAQ6Z00000000000000000{n:02}") for n in range(10, 30)]
    house.segments.put_all(more)

    first = house.personal.erase(NORA, timedelta(0))
    rest = house.personal.erase(NORA, None, first.position)

    assert first.position is not None
    assert first.events + rest.events == 21


def test_a_segment_that_another_erasure_changed_meanwhile_is_read_again() -> None:
    house = House(a_message(1, NORA), a_message(2, OTTO))
    stale = house.stored
    house.personal.erase(OTTO, None)

    changed = house.personal._erase(stale, NORA)  # as if its read had been before the other's write

    assert changed == (1, 1)
    assert str(NORA) not in house.text
    assert str(OTTO) not in house.text


NAMES = st.sampled_from(["id", "username", "user_id", "content", str(NORA)])
VALUES = st.none() | st.booleans() | st.text(max_size=5) | st.sampled_from([str(NORA), f"by <@{NORA}>"])


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)))
def test_whatever_the_data_is_the_person_s_id_is_gone_and_it_stays_json(data: object) -> None:
    event = msgspec.structs.replace(a_message(1, NORA), data=msgspec.Raw(json.encode(data)))

    erased = without_person(a_segment([event], {}), NORA)

    (left,) = of_guild(erased, GUILD)
    assert str(NORA).encode() not in bytes(left.data)
    assert left.type == event.type
    msgspec.json.decode(left.data)


def test_a_segment_that_cannot_be_read_hides_no_other_and_the_copy_says_that_it_is_not_complete() -> None:
    house = House(a_message(1, NORA))
    house.segments.put_all([replace(house.stored, batch_id="01KAQ6Z1000000000000000000", packed=b"rubbish")])

    copy = house.personal.copy(NORA, timedelta(seconds=8))
    erased = house.personal.erase(NORA, None)

    assert [event.id for event in copy.events] == ["message_create:1"]
    assert not copy.complete
    assert erased.events == 1

"""Browsers get what happens in the guilds that they follow, in order, and nobody waits for anybody else."""

from datetime import timedelta

from shared.features.events.model import CommittedBatch
from shared.features.events.rules.cursors import BATCH_STRIDE, step
from shared.kernel import json
from shared.kernel.errors import UnavailableError
from shared.kernel.events import Event
from shared.kernel.wire import EventMessage
from tests.factories.events import GUILD, a_batch_id, a_guild_sync, a_message
from tests.factories.gateway import a_catch_up, a_connection, a_watcher
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakePostOffice
from ws_gateway.delivery import Courier, Parcel, Reached
from ws_gateway.dispatch import LONGEST_DELIVERY, PART_SIZE, FanOut
from ws_gateway.fan_out import unwrapped, wrapped

MESSAGE = json.Decoder(EventMessage)


class FakeHelpers:
    """Other functions; `refuse` is how many more parcels none of them takes."""

    def __init__(self) -> None:
        self.taken: list[Parcel] = []
        self.refuse = 0

    def take(self, parcel: Parcel) -> None:
        if self.refuse:
            self.refuse -= 1
            raise UnavailableError
        self.taken.append(unwrapped(wrapped(parcel)))


class Gateway:
    def __init__(self) -> None:
        self.store, self.post_office, self.clock = FakeGatewayStore(), FakePostOffice(), FakeClock()
        self.helpers = FakeHelpers()
        courier = Courier(self.store.connections, self.store.watchers, self.post_office, self.clock)
        self.fan_out, self.courier = FanOut(self.store.watchers, courier, self.helpers, self.clock), courier

    def send(self, batch: CommittedBatch) -> Reached:
        return self.fan_out.send(self.fan_out.prepare(batch))

    def follow(self, connection_id: str, *guild_ids: int) -> None:
        self.store.connections.add(a_connection(connection_id))
        for guild_id in guild_ids or (GUILD,):
            self.store.watchers.add(a_watcher(connection_id, guild_id=guild_id), 20, NOON + timedelta(hours=3))

    def catch_up(self, connection_id: str) -> None:
        self.store.connections.add(a_connection(connection_id))
        watcher = a_watcher(connection_id, catch_up=a_catch_up())
        self.store.watchers.add(watcher, 20, NOON + timedelta(hours=3))

    def messages(self, connection_id: str) -> list[EventMessage]:
        return [MESSAGE.decode(sent) for sent in self.post_office.sent[connection_id]]


def a_commit(*events: Event, batch_id: str | None = None) -> CommittedBatch:
    return CommittedBatch(
        batch_id=batch_id or a_batch_id(), received=len(events), events=list(events), dead_lettered=0, is_new=True
    )


def test_a_browser_gets_the_events_of_its_guild_with_their_content() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    events = [a_message("one"), a_message("two"), a_message("elsewhere", guild_id=9)]

    reached = gateway.send(a_commit(*events))

    (message,) = gateway.messages("c1")
    assert (message.guild_id, message.cursor) == (GUILD, a_batch_id())
    assert [event.id for event in message.events] == [event.id for event in events[:2]]
    assert b'"content":"one"' in bytes(message.events[0].data)
    assert reached == Reached(sent=1, lost=0)


def test_a_guild_of_the_same_bucket_that_nobody_follows_is_not_sent() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1)

    gateway.send(a_commit(*(a_message(guild_id=guild_id) for guild_id in range(2, 100))))

    assert gateway.post_office.sent == {}


def test_a_browser_that_follows_two_guilds_gets_both() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1, 2)

    gateway.send(a_commit(a_message(guild_id=1), a_message(guild_id=2)))

    assert sorted(message.guild_id for message in gateway.messages("c1")) == [1, 2]


def test_a_large_batch_comes_in_parts_whose_cursors_rise_to_the_batch() -> None:
    gateway = Gateway()
    gateway.follow("c1")

    gateway.send(a_commit(*(a_message("x" * 15_000) for _ in range(4))))

    cursors = [message.cursor for message in gateway.messages("c1")]
    assert cursors == [step(a_batch_id(), -2), a_batch_id()]


def test_a_guild_sync_is_nobody_s_to_see() -> None:
    gateway = Gateway()
    gateway.follow("c1")

    assert gateway.send(a_commit(a_guild_sync())) == Reached(sent=0, lost=0)


def test_a_browser_that_is_gone_is_forgotten_with_all_that_it_followed() -> None:
    gateway = Gateway()
    gateway.follow("gone", GUILD, 5)
    gateway.follow("there")
    gateway.post_office.gone = {"gone"}

    reached = gateway.send(a_commit(a_message()))

    assert reached == Reached(sent=1, lost=1)
    assert "gone" not in gateway.store.open
    assert {connection_id for _, connection_id in gateway.store.following} == {"there"}


def test_a_browser_that_cannot_be_reached_is_disconnected_so_that_it_comes_back() -> None:
    gateway = Gateway()
    gateway.follow("slow")
    gateway.follow("there")
    gateway.post_office.unreachable = {"slow"}

    reached = gateway.send(a_commit(a_message()))

    assert (reached, gateway.post_office.closed) == (Reached(sent=1, lost=1), ["slow"])
    assert len(gateway.messages("there")) == 1
    assert "slow" not in gateway.store.open


def test_a_browser_that_catches_up_is_not_sent_but_told_later() -> None:
    gateway = Gateway()
    gateway.catch_up("c1")

    gateway.send(a_commit(a_message()))

    assert gateway.messages("c1") == []
    assert list(gateway.store.missed.values()) == [a_batch_id()]


def test_a_catch_up_that_died_ends_the_connection() -> None:
    gateway = Gateway()
    gateway.catch_up("c1")
    gateway.clock.pass_time(seconds=31)

    gateway.send(a_commit(a_message()))

    assert gateway.post_office.closed == ["c1"]
    assert gateway.store.following == {}


def test_a_subscription_that_expired_gets_nothing() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    gateway.clock.pass_time(hours=3)

    gateway.send(a_commit(a_message()))

    assert gateway.messages("c1") == []


def test_a_batch_that_has_arrived_leaves_no_note() -> None:
    gateway = Gateway()
    gateway.follow("c1")

    dispatch = gateway.fan_out.prepare(a_commit(a_message()))
    noted = list(gateway.store.deliveries.values())
    gateway.fan_out.send(dispatch)

    assert [(note.batch_id, note.guild_ids) for note in noted] == [(a_batch_id(), frozenset({GUILD}))]
    assert gateway.store.deliveries == {}


def test_a_batch_that_nobody_follows_costs_no_note() -> None:
    gateway = Gateway()

    gateway.fan_out.prepare(a_commit(a_message()))

    assert gateway.store.deliveries == {}


def test_while_a_batch_is_on_its_way_later_ones_let_browsers_go_on_before_it() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    first, second, third = (step(a_batch_id(), by * BATCH_STRIDE) for by in (0, 1, 2))

    slow = gateway.fan_out.prepare(a_commit(a_message(), batch_id=first))
    gateway.send(a_commit(a_message(), batch_id=second))
    gateway.fan_out.send(slow)
    gateway.send(a_commit(a_message(), batch_id=third))

    assert [message.cursor for message in gateway.messages("c1")] == [step(first, -BATCH_STRIDE), first, third]


def test_a_delivery_in_another_guild_holds_no_cursor_back() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1, 2)
    gateway.fan_out.prepare(a_commit(a_message(guild_id=1)))
    later = step(a_batch_id(), BATCH_STRIDE)

    gateway.send(a_commit(a_message(guild_id=2), batch_id=later))

    assert [message.cursor for message in gateway.messages("c1")] == [later]


def test_the_next_batch_lets_those_come_back_whom_a_dead_function_left() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1)
    gateway.follow("c2", 2)
    gateway.fan_out.prepare(a_commit(a_message(guild_id=1)))  # and then it dies
    gateway.clock.pass_time(seconds=LONGEST_DELIVERY.total_seconds() + 1)

    gateway.send(a_commit(a_message(guild_id=1), a_message(guild_id=2), batch_id=step(a_batch_id(), BATCH_STRIDE)))

    assert gateway.post_office.closed == ["c1"]
    assert gateway.messages("c1") == []
    assert len(gateway.messages("c2")) == 1
    assert gateway.store.deliveries == {}


def test_a_keep_alive_finds_what_a_dead_function_left_in_a_quiet_guild() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    gateway.fan_out.prepare(a_commit(a_message()))
    gateway.clock.pass_time(seconds=LONGEST_DELIVERY.total_seconds() + 1)

    gateway.fan_out.recover({GUILD})

    assert gateway.post_office.closed == ["c1"]
    assert gateway.store.deliveries == {}


def test_a_keep_alive_finds_a_catch_up_that_died() -> None:
    gateway = Gateway()
    gateway.catch_up("c1")
    gateway.clock.pass_time(seconds=31)

    gateway.fan_out.recover({GUILD})

    assert gateway.post_office.closed == ["c1"]


def test_a_batch_that_comes_again_is_delivered_again_whatever_became_of_it_first() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    gateway.fan_out.prepare(a_commit(a_message()))
    gateway.clock.pass_time(seconds=LONGEST_DELIVERY.total_seconds() + 1)

    reached = gateway.send(a_commit(a_message()))

    assert (reached.sent, gateway.post_office.closed, gateway.store.deliveries) == (1, [], {})


def test_a_large_audience_is_shared_with_other_functions() -> None:
    gateway = Gateway()
    names = [f"c{number:04}" for number in range(3 * PART_SIZE)]
    for name in names:
        gateway.follow(name)

    reached = gateway.send(a_commit(a_message("hello")))
    for parcel in gateway.helpers.taken:
        gateway.courier.deliver(parcel)

    assert reached == Reached(handed_over=3)
    assert [len(gateway.messages(name)) for name in names] == [1] * len(names)
    assert gateway.store.deliveries == {}


def test_a_part_that_no_other_function_takes_is_delivered_here() -> None:
    gateway = Gateway()
    for number in range(2 * PART_SIZE):
        gateway.follow(f"c{number:04}")
    gateway.helpers.refuse = 1

    reached = gateway.send(a_commit(a_message("hello")))

    assert reached == Reached(sent=PART_SIZE, handed_over=1)
    assert len(gateway.store.deliveries) == 1


def test_what_one_connection_follows_goes_in_one_part() -> None:
    gateway = Gateway()
    for number in range(PART_SIZE):
        gateway.follow(f"c{number:04}", 1, 2)

    gateway.send(a_commit(a_message(guild_id=1), a_message(guild_id=2)))

    parts = [{watcher.connection_id for watcher in parcel.watchers} for parcel in gateway.helpers.taken]
    assert [len(part) for part in parts] == [PART_SIZE // 2, PART_SIZE // 2]

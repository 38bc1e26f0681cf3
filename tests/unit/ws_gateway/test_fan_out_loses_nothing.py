"""Whatever dies, in whichever order things arrive: a browser that comes back from its cursor has seen everything."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.features.events.model import CommittedBatch
from shared.features.events.rules.cursors import BATCH_STRIDE, step
from shared.kernel import json
from shared.kernel.errors import UnavailableError
from shared.kernel.wire import EventMessage
from tests.factories.events import GUILD, a_batch_id, a_message
from tests.factories.gateway import a_connection, a_watcher
from tests.fakes.clock import FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakePostOffice
from ws_gateway.delivery import Courier, Parcel
from ws_gateway.dispatch import LONGEST_DELIVERY, Dispatch, FanOut

MESSAGE = json.Decoder(EventMessage)


class Nobody:
    def take(self, parcel: Parcel) -> None:
        del parcel
        raise UnavailableError


class Browser:
    """What a page does: it knows ids, keeps the largest cursor, and goes on from there when it was cut off."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        self.connections = 0
        self.seen: set[str] = set()

    @property
    def connection_id(self) -> str:
        return f"c{self.connections}"

    def hears(self, messages: list[bytes]) -> None:
        for message in map(MESSAGE.decode, messages):
            self.cursor = max(self.cursor, message.cursor)
            self.seen |= {event.cursor for event in message.events}

    def replays(self, history: list[str]) -> None:
        missed = [batch_id for batch_id in history if batch_id > self.cursor]
        self.seen |= set(missed)
        self.cursor = max([self.cursor, *missed])


class FanOutInTrouble(RuleBasedStateMachine):
    """One guild, whose worker sends its next batch after the ack of the one before; one browser."""

    def __init__(self) -> None:
        super().__init__()
        self.store, self.post_office, self.clock = FakeGatewayStore(), FakePostOffice(), FakeClock()
        courier = Courier(self.store.connections, self.store.watchers, self.post_office, self.clock)
        self.fan_out = FanOut(self.store.watchers, courier, Nobody(), self.clock)
        self.history: list[str] = []
        self.running: list[tuple[float, Dispatch]] = []
        self.browser = Browser(a_batch_id())
        self._follow()

    def _follow(self) -> None:
        """Follow first, and read the history then, as `subscribe` does."""
        self.browser.connections += 1
        self.store.connections.add(a_connection(self.browser.connection_id))
        until = self.clock() + timedelta(days=1)
        self.store.watchers.add(a_watcher(self.browser.connection_id, guild_id=GUILD), 20, until)
        self.browser.replays(self.history)

    @rule()
    def a_batch_is_committed_and_acknowledged(self) -> None:
        batch_id = step(self.history[-1] if self.history else a_batch_id(), BATCH_STRIDE)
        self.history.append(batch_id)
        batch = CommittedBatch(
            batch_id=batch_id, received=1, events=[a_message(guild_id=GUILD)], dead_lettered=0, is_new=True
        )
        self.running.append((self.clock().timestamp(), self.fan_out.prepare(batch)))

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def a_function_delivers(self, data: st.DataObject) -> None:
        started, dispatch = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        if self.clock().timestamp() - started < LONGEST_DELIVERY.total_seconds():  # else Lambda has ended it
            self.fan_out.send(dispatch)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def a_function_dies(self, data: st.DataObject) -> None:
        self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))

    @rule()
    def the_browser_stalls_for_a_moment(self) -> None:
        self.post_office.unreachable.add(self.browser.connection_id)

    @rule(seconds=st.sampled_from([1, 20, 40]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_time(seconds=seconds)

    @rule()
    def the_network_breaks(self) -> None:
        self._come_back()

    @rule()
    def the_browser_says_keep_alive(self) -> None:
        self.fan_out.recover({GUILD})

    @invariant()
    def the_browser_listens(self) -> None:
        self.browser.hears(self.post_office.sent.pop(self.browser.connection_id, []))
        if self.browser.connection_id in self.post_office.closed:
            self._come_back()

    def _come_back(self) -> None:
        self.browser.hears(self.post_office.sent.pop(self.browser.connection_id, []))
        self.store.connections.forget(self.browser.connection_id)
        self._follow()

    def teardown(self) -> None:
        """In the end whoever still runs is done, a keep-alive comes, and the browser has everything."""
        for _, dispatch in self.running[::-1]:
            self.fan_out.send(dispatch)
        self.clock.pass_time(seconds=LONGEST_DELIVERY.total_seconds() + 1)
        self.fan_out.recover({GUILD})
        self.the_browser_listens()
        assert sorted(self.browser.seen) == self.history


TestFanOutInTrouble = FanOutInTrouble.TestCase
TestFanOutInTrouble.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)

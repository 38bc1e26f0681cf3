"""What the bot remembers of members is what Discord said last, or nothing."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from bot_worker.known_members import NO_MEMBER, KnownMembers, MemberState

GUILDS, USERS = (1, 2), (7, 8, 9)
states = st.one_of(
    st.just(NO_MEMBER),
    st.builds(MemberState, member=st.just(True), role_ids=st.frozensets(st.integers(1, 3))),
)
MEMBER, MODERATOR = MemberState(member=True), MemberState(member=True, role_ids=frozenset({3}))


def test_a_member_is_news_until_their_roles_are_known() -> None:
    known = KnownMembers()

    assert [known.report(1, 7, state) for state in (MEMBER, MEMBER, MODERATOR, MODERATOR, NO_MEMBER)] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_what_is_reported_while_discord_is_asked_is_newer_than_the_answer() -> None:
    known = KnownMembers()
    times_forgotten = known.times_forgotten
    known.report(1, 7, NO_MEMBER)

    assert known.learn(1, 7, MODERATOR, times_forgotten) == NO_MEMBER
    assert known.find(1, 7) == NO_MEMBER


def test_an_answer_from_before_a_gap_is_not_kept() -> None:
    known = KnownMembers()
    times_forgotten = known.times_forgotten
    known.forget([1])

    assert known.learn(1, 7, MODERATOR, times_forgotten) == MODERATOR
    assert known.find(1, 7) is None


def test_the_least_recently_used_is_forgotten_first() -> None:
    known = KnownMembers(capacity=2)
    known.report(1, 7, MEMBER)
    known.report(1, 8, MEMBER)
    known.find(1, 7)

    known.report(1, 9, MEMBER)

    assert [known.find(1, user_id) is not None for user_id in USERS] == [True, False, True]


class MemoryMachine(RuleBasedStateMachine):
    """Discord's truth beside the memory: all changes are reported, but for those in a gap."""

    def __init__(self) -> None:
        super().__init__()
        self.known = KnownMembers(capacity=4)
        self.truth = {(guild, user): NO_MEMBER for guild in GUILDS for user in USERS}

    @rule(guild=st.sampled_from(GUILDS), user=st.sampled_from(USERS), state=states)
    def somebody_changes(self, guild: int, user: int, state: MemberState) -> None:
        self.truth[guild, user] = state
        self.known.report(guild, user, state)

    @rule(guild=st.sampled_from(GUILDS), user=st.sampled_from(USERS), state=states)
    def somebody_changes_in_a_gap(self, guild: int, user: int, state: MemberState) -> None:
        self.known.forget([guild])
        self.truth[guild, user] = state
        self.known.forget([guild])

    @rule(guild=st.sampled_from(GUILDS), user=st.sampled_from(USERS))
    def somebody_is_asked_about(self, guild: int, user: int) -> None:
        found = self.known.find(guild, user)
        if found is None:
            found = self.known.learn(guild, user, self.truth[guild, user], self.known.times_forgotten)
        assert found == self.truth[guild, user]


TestMemory = MemoryMachine.TestCase
TestMemory.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)

"""Whatever people do with their logins, in whatever order: a model says what each token is worth, and it is worth that.

The same machine runs against the logins in memory and those in DynamoDB.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from shared.features.logins.endings import LoginEndings, ended_key
from shared.features.logins.families import LoginFamilies
from shared.features.logins.ports import LoginStore
from shared.features.logins.refresh_tokens import RefreshTokens
from shared.features.logins.rules import GRACE
from shared.kernel.callers import Caller
from shared.kernel.errors import NotFoundError, RefreshRejectedError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.logins import FakeOpenConnections
from tests.fakes.short_lived import FakeOneTimeStore

LIFETIME = timedelta(days=7)


class ModelLogin(msgspec.Struct, kw_only=True):
    """`tokens` are all that were given out, oldest first, each with when it was replaced."""

    user_id: Snowflake
    tokens: list[str]
    replaced_at: dict[str, datetime]
    expires_at: datetime
    ended: bool = False


class LoginMachine(RuleBasedStateMachine):
    """Subclasses say which store; users are drawn anew for each run, so that a store may be used again."""

    make_store: Callable[[], LoginStore]
    logins = Bundle("logins")

    @initialize()
    def open_the_house(self) -> None:
        self.clock = FakeClock()
        self.marks = FakeOneTimeStore(self.clock)
        self.store = type(self).make_store()
        self.endings = LoginEndings(self.store, self.marks, FakeOpenConnections(), timedelta(minutes=15), self.clock)
        tokens = RefreshTokens("s" * 32)
        self.families = LoginFamilies(self.store, self.endings, tokens, LIFETIME, self.clock, os.urandom)
        self.users = [Snowflake(int.from_bytes(os.urandom(7)) + 1) for _ in range(2)]
        self.model: dict[str, ModelLogin] = {}

    @rule(target=logins, who=st.integers(0, 1))
    def log_in(self, who: int) -> str:
        started = self.families.start(self.users[who], "Firefox")
        self.model[started.login_id] = ModelLogin(
            user_id=self.users[who],
            tokens=[started.refresh_token],
            replaced_at={},
            expires_at=self.clock() + LIFETIME,
        )
        return started.login_id

    @rule(seconds=st.sampled_from([1, 8, 60, 900, 86_400]))
    def wait(self, seconds: int) -> None:
        self.clock.pass_time(seconds=seconds)

    @rule(login_id=logins, back=st.integers(0, 3))
    def refresh(self, login_id: str, back: int) -> None:
        """Refresh with the latest token, or with one of those before it."""
        login = self.model[login_id]
        token = login.tokens[max(0, len(login.tokens) - 1 - back)]
        is_latest = token == login.tokens[-1]
        is_recent = token in login.replaced_at and self.clock() - login.replaced_at[token] <= GRACE
        good = self.runs(login) and (is_latest or is_recent)
        try:
            answer = self.families.refresh(token)
        except RefreshRejectedError:
            assert not good
            login.ended = login.ended or self.runs(login)  # a token that was reused ends its login
            return
        assert good
        assert (answer.login_id, answer.user_id) == (login_id, login.user_id)
        if is_latest:
            login.replaced_at[token] = self.clock()
            login.tokens.append(answer.refresh_token)
            login.expires_at = self.clock() + LIFETIME
        assert answer.refresh_token == login.tokens[-1]

    @rule(login_id=logins)
    def log_out(self, login_id: str) -> None:
        self.families.end(self.model[login_id].tokens[-1])
        self.model[login_id].ended = True

    @rule(login_id=logins, who=st.integers(0, 1))
    def revoke(self, login_id: str, who: int) -> None:
        try:
            self.endings.end(self.users[who], login_id)
        except NotFoundError:
            assert self.users[who] != self.model[login_id].user_id
        else:
            assert self.users[who] == self.model[login_id].user_id
            self.model[login_id].ended = True

    @rule(login_id=logins)
    def log_out_everywhere(self, login_id: str) -> None:
        user_id = self.model[login_id].user_id
        self.endings.end_all(Caller(user_id=user_id, login_id=login_id))
        for login in self.model.values():
            login.ended = login.ended or login.user_id == user_id

    @invariant()
    def every_login_is_what_the_model_says(self) -> None:
        for login_id, login in getattr(self, "model", {}).items():
            runs = self.endings.is_running(Caller(user_id=login.user_id, login_id=login_id))
            assert runs == self.runs(login)
            assert not (runs and self.marks.has(ended_key(login_id)))

    @invariant()
    def the_list_is_what_the_model_says(self) -> None:
        for user_id in getattr(self, "users", []):
            expected = {
                login_id for login_id, login in self.model.items() if login.user_id == user_id and self.runs(login)
            }
            listed = self.endings.list_for(Caller(user_id=user_id, login_id="nobody's"))
            assert {entry.login_id for entry in listed} == expected

    def runs(self, login: ModelLogin) -> bool:
        return not login.ended and login.expires_at > self.clock()

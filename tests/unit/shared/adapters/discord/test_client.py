"""What is asked again, what is not, and what the limiter is told."""

import time
from urllib.parse import unquote

import pytest

from shared.adapters.discord import client as module
from shared.adapters.discord.client import ATTEMPTS, DiscordClient
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.resources.bans import Bans
from shared.adapters.discord.resources.channels import ChannelChange, Channels
from shared.adapters.discord.resources.members import Members
from shared.adapters.discord.resources.messages import Messages, NewMessage
from shared.adapters.discord.transport import NoAnswerError, NotSentError
from shared.kernel.errors import DiscordApiError, DiscordBusyError, DiscordUnavailableError
from tests.fakes.discord_rest import FakeLimiter, FakeTransport, Scripted, an_answer

MESSAGE = (
    b'{"id": "5", "channel_id": "6", "author": {"id": "7", "username": "bot"}, "timestamp": "2026-01-01T00:00:00Z"}'
)
TROUBLE = an_answer(503, b"upstream connect error")
CHANNEL = 9


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.001)


def a_client(*answers: Scripted) -> tuple[DiscordClient, FakeTransport, FakeLimiter]:
    transport, limiter = FakeTransport(*answers), FakeLimiter()
    return DiscordClient(transport, limiter), transport, limiter


@pytest.mark.parametrize("trouble", [TROUBLE, NoAnswerError(), NotSentError()])
def test_a_read_is_tried_again_after_trouble(trouble: Scripted) -> None:
    client, transport, limiter = a_client(trouble, trouble, an_answer(200, b"[]"))

    assert Members(client).page(1) == []

    assert len(transport.sent) == len(limiter.reported) == 3


@pytest.mark.parametrize("trouble", [TROUBLE, NoAnswerError()])
def test_a_message_that_may_have_been_sent_is_not_sent_again(trouble: Scripted) -> None:
    client, transport, _ = a_client(trouble, an_answer(200, MESSAGE))

    with pytest.raises(DiscordUnavailableError):
        Messages(client).send(CHANNEL, NewMessage(content="once"))

    assert len(transport.sent) == 1


@pytest.mark.parametrize("trouble", [TROUBLE, NoAnswerError()])
def test_what_is_to_be_done_once_is_not_asked_again_even_where_discord_could_do_it_twice(trouble: Scripted) -> None:
    client, transport, _ = a_client(trouble, an_answer(204, b""))

    with pytest.raises(DiscordUnavailableError):
        Bans(client, Errand(is_once=True)).unban(1, 2)

    assert len(transport.sent) == 1


def test_a_message_with_a_nonce_may_be_sent_again() -> None:
    client, transport, _ = a_client(NoAnswerError(), an_answer(200, MESSAGE))

    Messages(client).send(CHANNEL, NewMessage(content="once", nonce="n-1"))

    assert len(transport.sent) == 2
    assert b'"enforce_nonce":true' in (transport.sent[0][3] or b"")


@pytest.mark.parametrize("harmless", [NotSentError(), an_answer(429, scope="shared", retry_after_ms=1)])
def test_what_discord_certainly_did_not_do_is_always_tried_again(harmless: Scripted) -> None:
    client, transport, _ = a_client(harmless, an_answer(200, MESSAGE))

    Messages(client).send(CHANNEL, NewMessage(content="once"))

    assert len(transport.sent) == 2


@pytest.mark.parametrize("trouble", [TROUBLE, NoAnswerError()])
def test_who_is_gone_at_the_second_attempt_was_kicked_at_the_first(trouble: Scripted) -> None:
    unknown = an_answer(404, b'{"code": 10007, "message": "Unknown Member"}')
    client, transport, _ = a_client(trouble, unknown)

    Members(client).kick(1, 2)

    assert len(transport.sent) == 2
    with pytest.raises(DiscordApiError):
        Members(client).kick(1, 2)


def test_nothing_is_tried_for_ever() -> None:
    client, transport, _ = a_client(TROUBLE)

    with pytest.raises(DiscordUnavailableError):
        Members(client).page(1)

    assert len(transport.sent) == ATTEMPTS


def test_no_pause_goes_past_the_callers_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 30.0)
    client, _, _ = a_client(TROUBLE)
    began = time.monotonic()

    with pytest.raises(DiscordUnavailableError):
        Members(client, Errand(patience_seconds=1)).page(1)

    assert time.monotonic() - began < 1


def test_a_limit_that_stays_says_how_long() -> None:
    client, _, _ = a_client(an_answer(429, scope="user", retry_after_ms=1_500))

    with pytest.raises(DiscordBusyError) as caught:
        Members(client).page(1)

    assert caught.value.retry_after_seconds == 1.5


def test_a_refusal_is_not_tried_again() -> None:
    client, transport, _ = a_client(an_answer(403, b'{"code": 50013, "message": "Missing Permissions"}'))

    with pytest.raises(DiscordApiError):
        Members(client).kick(1, 2)

    assert len(transport.sent) == 1


def test_an_answer_that_makes_no_sense_is_discords_trouble() -> None:
    client, _, _ = a_client(an_answer(200, b'{"id": "1", "name":'))

    with pytest.raises(DiscordUnavailableError):
        Members(client).page(1)


def test_a_message_notifies_nobody_unless_told_to() -> None:
    client, transport, _ = a_client(an_answer(200, MESSAGE))

    Messages(client).send(CHANNEL, NewMessage(content="@everyone"))

    assert b'"allowed_mentions":{"parse":[],"users":[],"roles":[],"replied_user":false}' in (
        transport.sent[0][3] or b""
    )


def test_a_change_says_who_and_why_and_a_read_does_not() -> None:
    client, transport, _ = a_client(an_answer(204, b""))
    errand = Errand(actor="ada", reason="rude ü")

    Members(client, errand).kick(1, 2)

    assert unquote(transport.sent[0][4]["X-Audit-Log-Reason"]) == "ada: rude ü"


def test_a_ban_goes_in_the_first_lane_and_a_page_in_its_own() -> None:
    client, _, limiter = a_client(an_answer(200, b"[]"))

    Bans(client).ban(1, 2)
    Members(client).page(1)
    Members(client, Errand(lane=Lane.BACKGROUND)).page(1)

    lanes = [demand.lane for demand, _ in limiter.wanted]
    assert lanes == [Lane.MODERATION, Lane.READ, Lane.BACKGROUND]
    assert {demand.guild for demand, _ in limiter.wanted} == {"1"}


def test_a_rename_is_kept_apart_from_other_changes_of_a_channel() -> None:
    channel = b'{"id": "9", "type": 0}'
    client, _, limiter = a_client(an_answer(200, channel))

    Channels(client).edit(CHANNEL, ChannelChange(name="new"))
    Channels(client).edit(CHANNEL, ChannelChange(rate_limit_per_user=5))

    assert [demand.sub_limit for demand, _ in limiter.wanted] == ["rename", ""]

"""From what Discord tells of a command to the act that it means."""

from typing import Any

import pytest

from bot_worker.slash.acts import ACTS, act_of_modal
from bot_worker.slash.given import Given, Misunderstood
from bot_worker.slash.payloads import Interaction, read_interaction
from bot_worker.slash.templates import filled_in, offered
from shared.features.cases.model import CaseKind
from shared.features.enforcement.model import (
    BanAct,
    KickAct,
    NickAct,
    NoteAct,
    RolesGiveAct,
    SoftbanAct,
    TimeoutAct,
    WarnAct,
)
from shared.features.enforcement.settings import Template
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake

DANA, ROLE = Snowflake(80351110224678912), Snowflake(80351110224678913)
DAY = 86_400


def an_interaction(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "1", "application_id": "2", "type": 2, "token": "t", "data": data, "guild_id": "3", **more}


def given(path: str, **options: Any) -> Given:
    name, *parts = path.split()
    listed = [{"name": each, "type": _type(value), "value": value} for each, value in options.items()]
    for part in parts:
        listed = [{"name": part, "type": 1, "options": listed}]
    return Given(read_interaction(an_interaction({"name": name, "type": 1, "options": listed})).data)


def _type(value: object) -> int:
    return 5 if isinstance(value, bool) else 4 if isinstance(value, int) else 3


def act(path: str, **options: Any) -> object:
    return ACTS[path](given(path, user=str(DANA), **options))


def test_each_command_means_its_act() -> None:
    assert act("warn", reason="spam", duration="30d") == WarnAct(user_id=DANA, reason="spam", counts_for=30 * DAY)
    assert act("note", text="knows her rights") == NoteAct(user_id=DANA, reason="knows her rights")
    assert act("timeout", duration="1d12h") == TimeoutAct(user_id=DANA, seconds=36 * 3600)
    assert act("kick", notify=False, hidden=True) == KickAct(user_id=DANA, notify=False, hidden=True)
    assert act("ban", duration="7d", delete=DAY) == BanAct(user_id=DANA, seconds=7 * DAY, delete_message_seconds=DAY)
    assert act("ban") == BanAct(user_id=DANA)
    assert act("softban", delete=0) == SoftbanAct(user_id=DANA, delete_message_seconds=0)
    assert act("nick") == NickAct(user_id=DANA, nick=None)
    assert act("role give", role=str(ROLE), duration="2h") == RolesGiveAct(user_id=DANA, role_ids=[ROLE], seconds=7200)


@pytest.mark.parametrize(
    ("path", "options", "key"),
    [
        ("timeout", {"duration": "29d"}, "error.duration_long"),
        ("timeout", {"duration": "soon"}, "error.duration"),
        ("timeout", {}, "error.duration"),
        ("ban", {"duration": "10s"}, "error.duration_short"),
        ("ban", {"duration": "99y"}, "error.duration_long"),
        ("role give", {}, "error.invalid_input"),
    ],
)
def test_what_makes_no_sense_is_said_so(path: str, options: dict[str, Any], key: str) -> None:
    with pytest.raises(Misunderstood) as refused:
        act(path, **options)

    assert refused.value.key == key


def test_a_modal_means_an_act_as_well() -> None:
    assert act_of_modal("warn", DANA, {"reason": " spam "}) == WarnAct(user_id=DANA, reason="spam")
    assert act_of_modal("note", DANA, {"reason": "quiet"}) == NoteAct(user_id=DANA, reason="quiet")
    assert act_of_modal("timeout", DANA, {"duration": "2h", "reason": ""}) == TimeoutAct(user_id=DANA, seconds=7200)
    for menu, texts in (("warn", {"reason": " "}), ("timeout", {"duration": "", "reason": "x"})):
        with pytest.raises(Misunderstood):
            act_of_modal(menu, DANA, texts)


def test_the_texts_of_a_modal_are_found_in_rows_and_in_labels() -> None:
    rows = [{"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "spam"}]}]
    inputs = an_interaction({"custom_id": "warn:1", "components": rows})

    assert read_interaction(inputs).texts() == {"reason": "spam"}


@pytest.mark.parametrize("broken", [{}, {"id": "x"}, an_interaction({}) | {"type": 99}, an_interaction({"options": 7})])
def test_what_is_no_interaction_is_refused_without_quoting_it(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        read_interaction(broken)


def test_whom_a_command_names_is_resolved() -> None:
    resolved = {
        "users": {str(DANA): {"id": str(DANA), "username": "dana"}},
        "messages": {
            "5": {
                "id": "5",
                "channel_id": "6",
                "author": {"id": str(DANA), "username": "dana"},
                "content": "buy",
                "timestamp": "2026-03-01T12:00:00.000000+00:00",
            }
        },
    }

    read: Interaction = read_interaction(an_interaction({"name": "Warn", "type": 3, "resolved": resolved}))

    assert read.data.resolved.users[str(DANA)].username == "dana"
    assert read.data.resolved.messages["5"].content == "buy"


SPAM = Template(name="Spam", kind=CaseKind.BAN, reason="Advertising without being asked", seconds=7 * DAY)
TALK = Template(name="Talk", kind=CaseKind.WARN, reason="Be kind")


def test_a_template_is_offered_by_name_and_put_in_its_place() -> None:
    shown = offered([SPAM, TALK], CaseKind.BAN, "")

    assert shown == [("Spam: Advertising without being asked", "» Spam")]
    filled = filled_in(BanAct(user_id=DANA, reason=shown[0][1]), [SPAM, TALK])
    assert filled == BanAct(user_id=DANA, reason=SPAM.reason, seconds=7 * DAY)


def test_what_is_typed_stays_what_it_is() -> None:
    assert offered([SPAM], CaseKind.BAN, "my own")[0] == ("my own", "my own")
    assert filled_in(BanAct(user_id=DANA, reason="my own"), [SPAM]) == BanAct(user_id=DANA, reason="my own")

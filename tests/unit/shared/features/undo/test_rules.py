"""Undo puts back exactly what an action changed, or refuses."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from shared.features.access.model import GuildPermission
from shared.features.actions.model import Action, ActionKind, Outcome, Target, TargetKind
from shared.features.channels.model import ChannelOverwrite, DiscordChannel, OverwriteKind
from shared.features.undo.model import Obstacle
from shared.features.undo.rules import bans, channels
from shared.features.undo.rules.bans import BanFacts, Reban, Unban
from shared.features.undo.rules.kinds import is_undoable, listed, needed_for, remains_of, require_undoable
from shared.features.undo.rules.members import MemberFacts, MemberInverse, inverse, undone
from shared.kernel.attribution import stamp
from shared.kernel.errors import AlreadyUndoneError, ChangedSinceError, NotUndoableError
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD
from tests.fakes.clock import NOON
from tests.unit.shared.features.undo.worlds import ADA, BEN, a_change_of, an_action

ROLES = [Snowflake(role_id) for role_id in (31, 32, 33, 34)]
MOMENTS = [None, *(NOON + timedelta(hours=hours) for hours in (-1, 1, 2, 24))]
members = st.builds(
    MemberFacts,
    nick=st.sampled_from([None, "a", "b"]),
    role_ids=st.frozensets(st.sampled_from(ROLES)),
    timed_out_until=st.sampled_from(MOMENTS),
)


@given(before=members, after=members, others=st.lists(members, max_size=3), known=st.frozensets(st.sampled_from(ROLES)))
def test_a_member_is_put_back_exactly_or_left_alone(
    before: MemberFacts, after: MemberFacts, others: list[MemberFacts], known: frozenset[Snowflake]
) -> None:
    action = a_change_of(before, after)
    now = _mixed([after, *others])

    try:
        taken_back = inverse(action, now, known | now.role_ids, NOON)
    except (ChangedSinceError, NotUndoableError):
        return
    then = undone(now, taken_back)

    changed_roles = before.role_ids ^ after.role_ids
    assert then.role_ids & changed_roles == before.role_ids & changed_roles
    assert then.role_ids - changed_roles == now.role_ids - changed_roles
    assert then.nick == (before.nick if before.nick != after.nick else now.nick)
    if before.timed_out_until != after.timed_out_until:
        assert _runs(then) == _runs(before)
    else:
        assert then.timed_out_until == now.timed_out_until


@given(before=members, after=members)
def test_what_nobody_else_touched_is_put_back_wherever_there_is_something_to_put_back(
    before: MemberFacts, after: MemberFacts
) -> None:
    action = a_change_of(before, after)

    try:
        then = undone(after, inverse(action, after, ROLES, NOON))
    except NotUndoableError:
        assert (before.nick, before.role_ids, _runs(before)) == (after.nick, after.role_ids, _runs(after))
        return

    assert (then.nick, then.role_ids, _runs(then)) == (before.nick, before.role_ids, _runs(before))


@given(before=members, after=members)
def test_undoing_twice_changes_nothing_more(before: MemberFacts, after: MemberFacts) -> None:
    action = a_change_of(before, after)
    try:
        then = undone(after, inverse(action, after, ROLES, NOON))
    except NotUndoableError:
        return

    with pytest.raises(NotUndoableError):
        inverse(action, then, ROLES, NOON)


def _mixed(states: list[MemberFacts]) -> MemberFacts:
    """Let each of several people change one thing after the other."""
    now = states[0]
    for number, state in enumerate(states[1:]):
        field = ("nick", "role_ids", "timed_out_until")[number % 3]
        now = replace(now, **{field: getattr(state, field)})
    return now


def _runs(member: MemberFacts) -> Any:
    until = member.timed_out_until
    return until if until is not None and until > NOON else None


def test_what_changed_since_is_said() -> None:
    action = a_change_of(_member(nick="before"), _member(nick="after"))

    with pytest.raises(ChangedSinceError) as refused:
        inverse(action, _member(nick="by somebody else"), ROLES, NOON)

    assert refused.value.details == {"changed": {"nick": "by somebody else"}}


def test_who_is_no_member_any_more_is_not_put_back() -> None:
    with pytest.raises(ChangedSinceError) as refused:
        inverse(a_change_of(_member(), _member(nick="after")), None, ROLES, NOON)

    assert refused.value.details == {"changed": {"member": False}}


def test_a_role_that_was_deleted_since_cannot_be_given_back() -> None:
    action = a_change_of(_member(role_ids=frozenset(ROLES[:2])), _member())

    with pytest.raises(NotUndoableError) as refused:
        inverse(action, _member(), ROLES[:1], NOON)

    assert refused.value.details == {"why": Obstacle.ROLE_DELETED}


def test_roles_that_others_gave_meanwhile_are_no_hindrance() -> None:
    action = a_change_of(_member(), _member(role_ids=frozenset(ROLES[:1])))

    taken_back = inverse(action, _member(role_ids=frozenset(ROLES)), ROLES, NOON)

    assert taken_back == MemberInverse(takes=frozenset(ROLES[:1]))


def test_a_timeout_that_took_the_place_of_another_gives_it_back() -> None:
    first, second = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    action = a_change_of(_member(timed_out_until=first), _member(timed_out_until=second))

    assert inverse(action, _member(timed_out_until=second), ROLES, NOON) == MemberInverse(timed_out_until=first)


def _member(**given: Any) -> MemberFacts:
    return MemberFacts(**({"nick": None, "role_ids": frozenset(), "timed_out_until": None} | given))


OURS = stamp("ada", ADA)


@pytest.mark.parametrize(
    ("ban", "case", "expected"),
    [
        (BanFacts(reason=OURS), None, Unban()),
        (BanFacts(reason=f"{OURS}: spam"), None, Unban()),
        (BanFacts(reason=f"{stamp('ada', ADA, 17)}: spam"), 17, Unban()),
        (BanFacts(reason=f"{stamp('ada', ADA, 18)}: spam"), 17, ChangedSinceError),
        (BanFacts(reason=f"{stamp('ben', BEN)}: spam"), None, ChangedSinceError),
        (BanFacts(reason="spam"), None, ChangedSinceError),
        (BanFacts(reason=None), None, ChangedSinceError),
        (None, None, NotUndoableError),
    ],
)
def test_only_the_very_ban_that_was_made_is_lifted(ban: BanFacts | None, case: int | None, expected: Any) -> None:
    action = an_action(ActionKind.BAN, after={"delete_message_seconds": 60}, case=case)

    if isinstance(expected, Unban):
        assert bans.inverse(action, ban) == expected
    else:
        with pytest.raises(expected):
            bans.inverse(action, ban)


@pytest.mark.parametrize(
    ("reason", "again"), [(f"{OURS}: spam", "spam"), ("spam", "spam"), (None, None), (stamp("ada", ADA, 3), None)]
)
def test_a_ban_that_was_lifted_is_made_again_with_its_reason(reason: str | None, again: str | None) -> None:
    action = an_action(ActionKind.UNBAN, before={"reason": reason})

    assert bans.inverse(action, None) == Reban(reason=again)
    with pytest.raises(NotUndoableError):
        bans.inverse(action, BanFacts(reason=None))


def test_of_a_ban_the_deleted_messages_and_the_lost_membership_remain() -> None:
    assert remains_of(an_action(ActionKind.BAN, after={"delete_message_seconds": 60})) == [
        Obstacle.MEMBER_REMOVED,
        Obstacle.MESSAGES_DELETED,
    ]
    assert remains_of(an_action(ActionKind.BAN, after={"delete_message_seconds": 0})) == [Obstacle.MEMBER_REMOVED]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (ActionKind.MEMBER_KICK, Obstacle.MEMBER_REMOVED),
        (ActionKind.MESSAGE_DELETE, Obstacle.MESSAGES_DELETED),
        (ActionKind.MESSAGE_SEND, Obstacle.MESSAGE_SENT),
        (ActionKind.CHANNEL_DELETE, Obstacle.CHANNEL_DELETED),
        (ActionKind.ROLE_DELETE, Obstacle.ROLE_DELETED),
        (ActionKind.UNLOCK, Obstacle.NOT_KEPT),
    ],
)
def test_what_discord_cannot_undo_is_said_with_the_reason(kind: ActionKind, why: Obstacle) -> None:
    with pytest.raises(NotUndoableError) as refused:
        require_undoable(an_action(kind, before={"x": 1}, after={"x": 2}))

    assert refused.value.details == {"why": why}


def test_a_ban_of_many_is_not_undone_as_one() -> None:
    many = an_action(
        ActionKind.BAN, after={"user_ids": ["5"]}, target=Target(kind=TargetKind.GUILD, id=str(int(GUILD)))
    )

    with pytest.raises(NotUndoableError) as refused:
        require_undoable(many)

    assert refused.value.details == {"why": Obstacle.OF_MANY}


def test_an_action_is_undone_once_and_only_where_it_was_done() -> None:
    action = a_change_of(_member(), _member(nick="after"))

    assert listed(action).undoable
    assert not is_undoable(replace(action, outcome=Outcome.FAILED))
    assert not is_undoable(replace(action, outcome=Outcome.PENDING))
    with pytest.raises(AlreadyUndoneError):
        require_undoable(replace(action, undone_by="01J"))


def test_undoing_needs_what_doing_it_needed() -> None:
    moderate, roles = GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES

    assert needed_for(a_change_of(_member(), _member(nick="x"))) == [moderate]
    assert needed_for(a_change_of(_member(), _member(role_ids=frozenset(ROLES)))) == [moderate, roles]
    assert needed_for(an_action(ActionKind.MEMBER_ROLE_ADD, after={"role_ids": ["31"]})) == [roles]
    assert needed_for(an_action(ActionKind.BAN)) == [moderate]
    assert needed_for(an_action(ActionKind.CHANNEL_EDIT)) == [GuildPermission.MANAGE_CHANNELS]


def a_channel(**fields: Any) -> DiscordChannel:
    given: dict[str, Any] = {
        "id": Snowflake(70),
        "guild_id": GUILD,
        "type": 0,
        "name": "general",
        "position": 0,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "bitrate": None,
        "user_limit": None,
        "default_auto_archive_duration": None,
        "default_thread_rate_limit_per_user": None,
        "permission_overwrites": [],
        **fields,
    }
    return DiscordChannel(**given)


def test_a_channels_settings_are_put_back_and_only_those_that_the_edit_changed() -> None:
    action = an_action(
        ActionKind.CHANNEL_EDIT,
        before={"topic": "old", "parent_id": "5"},
        after={"topic": "new", "parent_id": None},
        target=Target(kind=TargetKind.CHANNEL, id="70"),
    )

    edit = channels.edit(action, a_channel(topic="new", name="renamed by somebody"))

    assert (edit.topic, edit.parent_id, edit.name) == ("old", Snowflake(5), UNSET)
    with pytest.raises(ChangedSinceError) as refused:
        channels.edit(action, a_channel(topic="newer"))
    assert refused.value.details == {"changed": {"topic": "newer"}}
    with pytest.raises(NotUndoableError):
        channels.edit(action, a_channel(topic="old", parent_id=Snowflake(5)))
    with pytest.raises(NotUndoableError):
        channels.edit(action, None)


def an_overwrite(allow: int, deny: int) -> ChannelOverwrite:
    return ChannelOverwrite(id=Snowflake(31), type=OverwriteKind.ROLE, allow=str(allow), deny=str(deny))


bits = st.integers(0, 3)
overwrites = st.none() | st.builds(an_overwrite, bits, bits)


@given(before=overwrites, after=overwrites, now=overwrites)
def test_an_overwrite_is_put_back_exactly_or_left_alone(
    before: ChannelOverwrite | None, after: ChannelOverwrite | None, now: ChannelOverwrite | None
) -> None:
    if before == after:
        return
    action = _overwritten(before, after)
    channel = a_channel(permission_overwrites=[] if now is None else [now])

    try:
        made = channels.overwrite(action, channel).overwrite
    except ChangedSinceError:
        assert now != after
        return
    except NotUndoableError:
        assert now == before or (now and before)
        return

    for name in _told(before, after):
        assert getattr(made, name, None) == getattr(before, name, None)
    if now == after:
        assert made == before


def _told(before: ChannelOverwrite | None, after: ChannelOverwrite | None) -> list[str]:
    if before is None or after is None:
        return ["allow", "deny"]
    return [name for name in ("allow", "deny") if getattr(before, name) != getattr(after, name)]


def _overwritten(before: ChannelOverwrite | None, after: ChannelOverwrite | None) -> Action:
    def recorded(overwrite: ChannelOverwrite | None) -> dict[str, Any] | None:
        if overwrite is None:
            return None
        return {"id": "31", "type": "role"} | {name: getattr(overwrite, name) for name in _told(before, after)}

    kind = ActionKind.OVERWRITE_DELETE if after is None else ActionKind.OVERWRITE_EDIT
    return an_action(
        kind,
        before=recorded(before),
        after=recorded(after),
        target=Target(kind=TargetKind.CHANNEL, id="70"),
    )


def test_a_lock_is_taken_back_where_every_channel_is_as_it_left_it() -> None:
    locked, open_ = {"allow": "0", "deny": "2048"}, {"allow": "2048", "deny": "0"}
    action = an_action(
        ActionKind.LOCK,
        before={"channels": {"70": None, "71": open_}},
        after={"channels": {"70": locked, "71": locked}},
    )
    one, two = Snowflake(70), Snowflake(71)

    assert channels.require_locked(action, {one: locked, two: locked}) == [one, two]
    with pytest.raises(ChangedSinceError) as refused:
        channels.require_locked(action, {one: locked, two: open_})
    assert refused.value.details == {"changed": {"channels": {"71": open_}}}
    with pytest.raises(NotUndoableError):
        channels.require_locked(action, {one: None, two: open_})
    with pytest.raises(ChangedSinceError):
        channels.require_locked(action, {one: locked})

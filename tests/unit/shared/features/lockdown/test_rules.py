"""An unlock restores exactly what the lock changed, whatever others have changed since."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord.resources.channels import Overwrite
from shared.features.channels.kinds import CATEGORY, VOICE
from shared.features.lockdown import rules
from shared.features.lockdown.model import Held, Memory
from shared.kernel.errors import PermissionMissingError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import (
    BOT_ROLE,
    GUILD,
    MODS,
    OWNER,
    PERSON,
    STAFF,
    a_channel,
    a_role,
    a_scene,
    a_snapshot,
    an_overwrite,
)
from tests.fakes.clock import NOON

bits = st.integers(0, 255)


@st.composite
def overwrites(draw: st.DrawFn) -> Overwrite | None:
    """Yield what may stand for @everyone: nothing said, or permissions allowed and denied."""
    if draw(st.booleans()):
        return None
    allow = draw(bits)
    return an_overwrite(GUILD, allow=allow, deny=draw(bits) & ~allow)


def lock(before: Overwrite | None, mask: int) -> tuple[Overwrite | None, Held | None]:
    held = rules.held_by(STAFF, before, mask, now=NOON, user_id=PERSON)
    return (before if held is None else rules.locked(before, GUILD, mask)), held


@given(overwrites(), bits)
def test_a_lock_denies_what_it_should_and_nothing_else(before: Overwrite | None, mask: int) -> None:
    after, _ = lock(before, mask)

    was = (0, 0) if before is None else (before.allow, before.deny)
    now = (0, 0) if after is None else (after.allow, after.deny)
    assert now[1] == was[1] | mask
    assert now[0] == was[0] & ~mask


@given(overwrites(), bits)
def test_an_unlock_restores_exactly(before: Overwrite | None, mask: int) -> None:
    after, held = lock(before, mask)

    restored = after if held is None else rules.unlocked(after, held)

    assert restored == before


@given(overwrites(), bits, bits, bits)
def test_what_others_changed_meanwhile_stays_as_they_want_it(
    before: Overwrite | None, mask: int, allowed: int, denied: int
) -> None:
    after, held = lock(before, mask)
    if after is None or held is None:
        return
    allow = (after.allow & ~denied) | (allowed & ~denied)
    changed = an_overwrite(GUILD, allow=allow, deny=(after.deny | denied) & ~allow)

    restored = rules.unlocked(changed, held)

    now = (0, 0) if restored is None else (int(restored.allow), int(restored.deny))
    elsewhere = ~mask
    assert now[0] & elsewhere == changed.allow & elsewhere
    assert now[1] & elsewhere == changed.deny & elsewhere
    assert now[0] & mask & allowed & ~denied == mask & allowed & ~denied  # allowed by hand: stays allowed
    assert not now[0] & now[1]


@given(overwrites(), bits, bits)
def test_two_locks_are_undone_by_one_unlock(before: Overwrite | None, first: int, second: int) -> None:
    once, held_first = lock(before, first)
    twice, held_second = lock(once, second)
    memory = rules.remembering(Memory(), [held for held in (held_first, held_second) if held is not None])

    restored = rules.unlocked(twice, memory.channels[0]) if memory.channels else twice

    assert restored == before


def test_what_is_unlocked_is_forgotten() -> None:
    held = [Held(channel_id=Snowflake(each), denied=1, allowed=0, is_new=True, locked_at=NOON, locked_by=PERSON)
            for each in (1, 2)]  # fmt: skip

    memory = rules.forgetting(rules.remembering(Memory(), held), [Snowflake(1)])

    assert [each.channel_id for each in memory.channels] == [2]


def test_an_overwrite_that_is_gone_meanwhile_does_not_come_back() -> None:
    _, held = lock(an_overwrite(GUILD, allow=8), 8)

    assert held is not None
    assert rules.unlocked(None, held) is None


def test_a_lock_denies_only_what_both_may_deny() -> None:
    wanted = rules.bits_to_deny(a_scene(), a_channel())

    assert wanted == Permission.SEND_MESSAGES  # nobody here has what threads take


def test_the_bot_must_have_what_decides() -> None:
    roles = [
        a_role(GUILD, 0, Permission.VIEW_CHANNEL),
        a_role(MODS, 2, Permission.SEND_MESSAGES),
        a_role(BOT_ROLE, 3, Permission.MANAGE_ROLES),
    ]
    scene = a_scene(a_snapshot(roles=roles), roles=[MODS])

    with pytest.raises(PermissionMissingError) as refused:
        rules.bits_to_deny(scene, scene.channel(STAFF))

    assert refused.value.details is not None
    assert (refused.value.details["who"], refused.value.details["permissions"]) == ("bot", ["SEND_MESSAGES"])


def test_nobody_enters_a_locked_voice_channel() -> None:
    roles = [*a_snapshot().guild.roles[1:], a_role(GUILD, 0, Permission.VIEW_CHANNEL, Permission.CONNECT)]
    channel = type(a_channel())(id=STAFF, type=VOICE, name="talk")

    assert rules.bits_to_deny(a_scene(a_snapshot(channel, roles=roles), user=OWNER), channel) == Permission.CONNECT


def test_a_category_has_nothing_to_lock() -> None:
    assert not rules.can_be_locked(type(a_channel())(id=STAFF, type=CATEGORY, name="talk"))

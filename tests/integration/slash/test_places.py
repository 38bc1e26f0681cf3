"""Channels by command: locked, opened, slowed down, purged."""

from shared.kernel.snowflakes import Snowflake
from tests.integration.slash.moderators import Hall


def test_a_channel_is_locked_and_opened_as_it_was(hall: Hall) -> None:
    path = f"/channels/{hall.general}"
    before = hall.read(path)["permission_overwrites"]

    locked = hall.uses("lock", reason="raid", by=hall.bruno)
    denied = hall.read(path)["permission_overwrites"]
    again = hall.uses("lock", by=hall.bruno)
    opened = hall.uses("unlock", by=hall.bruno)

    assert (locked.text, opened.text) == (f"<#{hall.general}> is locked.", f"<#{hall.general}> is open again.")
    assert again.text == f"<#{hall.general}> was so already."
    assert denied != before == hall.read(path)["permission_overwrites"]


def test_a_channel_is_slowed_down_and_set_free(hall: Hall) -> None:
    path = f"/channels/{hall.general}"

    slow = hall.uses("slowmode", duration="30s", channel=hall.general, by=hall.bruno)
    seconds = hall.read(path)["rate_limit_per_user"]
    free = hall.uses("slowmode", duration="0", by=hall.bruno)
    too_slow = hall.uses("slowmode", duration="7h", by=hall.bruno)

    assert (slow.text, seconds) == (f"In <#{hall.general}> people wait 30 seconds between two messages.", 30)
    assert free.text == f"<#{hall.general}> has no slow mode any more."
    assert too_slow.text == "That is too long: at most 6 hours."
    assert hall.read(path)["rate_limit_per_user"] == 0


def test_a_purge_asks_counts_and_deletes_what_fits(hall: Hall, dana: Snowflake) -> None:
    mine = [hall.discord.say(str(hall.general), f"zebras {number}", str(dana))["id"] for number in range(5)]
    kept = hall.discord.say(str(hall.general), "zebras as well", hall.bruno)["id"]

    asked = hall.uses("purge", count=100, user=dana, text="Zebra", by=hall.bruno)
    hall.presses(asked, wait_seconds=0)
    done = hall.looks_again(asked, "Messages deleted:")

    assert f"Messages to delete in <#{hall.general}>: 5." in asked.text
    assert "Messages deleted: 5." in done.text
    assert [hall.read(f"/channels/{hall.general}/messages/{each}") for each in mine] == [None] * 5
    assert hall.read(f"/channels/{hall.general}/messages/{kept}") is not None
    assert hall.case(done).details["deleted"] == 5


def test_a_purge_that_finds_nothing_says_so(hall: Hall) -> None:
    answer = hall.uses("purge", count=10, text="nobody has ever said this", by=hall.bruno)

    assert answer.text.startswith("There is nothing to delete.")
    assert answer.buttons == []

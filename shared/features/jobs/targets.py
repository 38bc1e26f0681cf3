"""Whom a bulk act is about: ids as they were chosen, and what people paste."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from shared.features.jobs.model import MOST_TARGETS, NewBulk
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake, parse_snowflake

SHORTEST_ID: Final = 15  # digits; Discord's first ids have 17, and shorter numbers are years and counts
MOST_UNREADABLE: Final = 50
_BETWEEN: Final = re.compile(r"[\s,;|]+")
_WORD: Final = re.compile(r"(?:<@!?(\d{1,20})>|(\d{1,20}))[.:)\]]*")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Users in the order in which they were named, `repeated` those named more than once, and what names nobody."""

    user_ids: list[Snowflake]
    repeated: list[Snowflake]
    unreadable: list[str]


def chosen(wanted: NewBulk) -> Chosen:
    """Read whom somebody means; raise `InvalidInputError` where that is nobody, or too many."""
    pasted, unreadable = read_pasted(wanted.text)
    user_ids, repeated = _unique([*wanted.user_ids, *pasted])
    problem = Problem.TOO_LONG if len(user_ids) > MOST_TARGETS else None
    refuse({"user_ids": problem or (None if user_ids or unreadable else Problem.TOO_SHORT)})
    return Chosen(user_ids=user_ids, repeated=repeated, unreadable=unreadable[:MOST_UNREADABLE])


def read_pasted(text: str) -> tuple[list[Snowflake], list[str]]:
    """Return the ids in a text, given plainly or as mentions, and the words that are neither."""
    user_ids: list[Snowflake] = []
    unreadable: list[str] = []
    for word in filter(None, _BETWEEN.split(text)):
        user_id = _id_in(word)
        if user_id is None:
            unreadable.append(word[:64])
        else:
            user_ids.append(user_id)
    return user_ids, unreadable


def _id_in(word: str) -> Snowflake | None:
    found = _WORD.fullmatch(word)
    digits = "" if found is None else found[1] or found[2]
    if len(digits) < SHORTEST_ID:
        return None
    try:
        return parse_snowflake(digits)
    except ValueError:
        return None


def _unique(user_ids: Iterable[Snowflake]) -> tuple[list[Snowflake], list[Snowflake]]:
    once: dict[Snowflake, None] = {}
    again: dict[Snowflake, None] = {}
    for user_id in user_ids:
        (again if user_id in once else once)[user_id] = None
    return list(once), list(again)

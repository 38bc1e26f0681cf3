"""Under which terms a case is found, and whether it is what was asked for."""

from collections.abc import Iterator

from shared.features.cases.model import Case, CaseKind, CaseState, Named
from shared.features.cases.query import CaseQuery
from shared.features.cases.words import Wanted, words_of
from shared.kernel.snowflakes import Snowflake

BIN = "bin"
WORD = "w:"


def of_user(user_id: Snowflake) -> str:
    return f"u:{user_id}"


def of_moderator(user_id: Snowflake) -> str:
    return f"m:{user_id}"


def of_actor(user_id: Snowflake) -> str:
    """The term of cases to which somebody did something, where it is neither theirs nor about them."""
    return f"b:{user_id}"


def of_kind(kind: CaseKind) -> str:
    return f"k:{kind}"


def of_state(state: CaseState) -> str:
    return f"s:{state}"


def terms_of(case: Case) -> frozenset[str]:
    """Return all terms of a case; a term of a word is `w:` and the word."""
    return frozenset(_facets(case)) | {f"{WORD}{word}" for word in case_words(case)}


def case_words(case: Case) -> frozenset[str]:
    texts = [case.reason or "", *(note.text for note in case.notes), _name(case.user), _name(case.moderator)]
    return frozenset().union(*map(words_of, texts))


def _name(who: Named | None) -> str:
    return who.name if who else ""


def _facets(case: Case) -> Iterator[str]:
    yield of_kind(case.kind)
    if case.state is not CaseState.DONE:  # nearly all are done, which finds nothing
        yield of_state(case.state)
    yield f"o:{case.source}"
    if case.user:
        yield of_user(case.user.user_id)
    if case.moderator:
        yield of_moderator(case.moderator.user_id)
    if case.appeal:
        yield f"a:{case.appeal.state}"
    if case.deleted_at:
        yield BIN


def asked_terms(query: CaseQuery) -> list[str]:
    """Return the terms that every case has which is asked for, words apart; what is likely the rarest first."""
    terms = [BIN] if query.bin else []
    if query.appeal:
        terms.append(f"a:{query.appeal}")
    if query.user_id is not None:
        terms.append(of_user(query.user_id))
    if query.moderator_id is not None:
        terms.append(of_moderator(query.moderator_id))
    if query.state and query.state is not CaseState.DONE:
        terms.append(of_state(query.state))
    if query.kind:
        terms.append(of_kind(query.kind))
    if query.source:
        terms.append(f"o:{query.source}")
    return terms


def matches(case: Case, query: CaseQuery, wanted: Wanted) -> bool:
    """Tell whether a case is what a query asks for; `wanted` is what its text says."""
    return (
        (case.deleted_at is not None) == query.bin
        and query.user_id in (None, _id(case.user))
        and query.moderator_id in (None, _id(case.moderator))
        and query.kind in (None, case.kind)
        and query.state in (None, case.state)
        and query.source in (None, case.source)
        and query.appeal in (None, case.appeal and case.appeal.state)
        and (query.after is None or case.at >= query.after)
        and (query.before is None or case.at < query.before)
        and _has_words(case, wanted)
    )


def _has_words(case: Case, wanted: Wanted) -> bool:
    if not wanted.words and not wanted.beginnings:
        return True
    numbers = (case.number, _id(case.user), _id(case.moderator))
    return wanted.are_in(case_words(case)) or (wanted.number is not None and wanted.number in numbers)


def _id(who: Named | None) -> Snowflake | None:
    return who.user_id if who else None

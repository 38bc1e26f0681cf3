"""Who is behind what a bot did: the audit log names the bot, its reason the person.

Only a bot's word counts: what people write as a reason, they may write in anybody's name.
"""

import re
from typing import Final

import msgspec

from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

_ID: Final = r"(?P<id>\d{15,20})"
_NAME: Final = r"(?P<name>[^()\[\]|:\n]{1,64}?)"
LONGEST_NAME: Final = 64
_PARENTHESES: Final = re.compile(r"[()]")
_OURS: Final = re.compile(
    rf"(?P<name>.{{1,{LONGEST_NAME}}}?) \({_ID}\)(?:, case (?P<case>[1-9]\d{{0,11}})|, job (?P<job>[0-9A-Z]{{26}}))?"
    r"(?:: (?P<reason>.*))?\Z",
    re.DOTALL,
)
_WHO: Final = (
    r"(?:(?:action |command )?(?:requested|issued|done|taken|executed|performed|authori[sz]ed)|banned|unbanned|kicked"
    r"|muted|unmuted|timed out|(?:soft|temp|hack|force)[ -]?banned|pardoned|invoked) by:?"
    r"|responsible (?:user|moderator|staff)(?: member)?:?|(?:executo?r|moderator|mod|staff|author|invoker|by)\s?:"
)
_PERSON: Final = rf"(?:<@!?(?P<mentioned>\d{{15,20}})>|{_NAME} ?[(\[|] ?(?:user )?(?:id)? ?:? ?{_ID} ?[)\]]?)"
_REASON: Final = r"\s*(?:with |for )?(?:the )?(?:reason:?)?\s*(?P<reason>.*)\Z"
_NAMED: Final = re.compile(
    rf"[\s\[(]*(?:{_WHO})\s*{_PERSON}[\s\])]*(?:[.,;:|\n–-]+|(?<=[\])>])|\Z){_REASON}", re.DOTALL | re.IGNORECASE
)
_TRAILING: Final = re.compile(
    rf"(?P<reason>.*?)[\s,.;|–(\[-]+(?:{_WHO})\s*{_PERSON}[\s\])]*\Z", re.DOTALL | re.IGNORECASE
)
# Its name has no blank: else every "alt of ada (id)" would be ada's doing.
_LEADING: Final = re.compile(rf"(?![^(\[|]*\S\s+[^(\[|\s])\[?{_PERSON}\]?\s?[:|]{_REASON}", re.DOTALL | re.IGNORECASE)
_FIRST: Final = re.compile(rf"(?![^(\[|]*\S\s+[^(\[|\s])\[?{_PERSON}", re.DOTALL | re.IGNORECASE)


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """The person of whom a bot's reason speaks, what they gave as theirs, and the number of our case, or our job's id.

    `name` is empty where only an id is there.
    """

    user_id: Snowflake
    name: str
    reason: str | None
    case: int | None = None
    job_id: str | None = None


def stamp(name: str, user_id: int, case: int | None = None, job_id: str | None = None) -> str:
    """Return what stands before the reason in Discord's audit log, such as `ada (80351110224678912), case 17`.

    `job_id`: of what is done to many with one reason, such as a bulk ban; each of them has a case by that job. A name
    says nothing that is read as the rest: some people's still have parentheses.
    """
    name = " ".join(_PARENTHESES.sub(" ", name).split())[:LONGEST_NAME] or "?"
    if case is not None:
        return f"{name} ({user_id}), case {case}"
    return f"{name} ({user_id})" if job_id is None else f"{name} ({user_id}), job {job_id}"


def read_stamp(reason: str | None) -> Attribution | None:
    """Read a reason that we stamped; None for another."""
    return _attribution(_OURS.match(reason or ""))


def read_credit(reason: str | None) -> Attribution | None:
    """Read a reason that another bot wrote, where it names a person in one of the usual ways; else None.

    One that names two of them is nobody's: one wrote the other's name where the bot takes what they say.
    """
    text = (reason or "").strip()
    forms = (_NAMED, _TRAILING, _LEADING)
    found = [each for form in forms if (each := _attribution(form.match(text))) is not None]
    if not found:
        return None
    first = _attribution(_FIRST.match(text))  # that alone is no credit, but whose it may be
    return found[0] if len({each.user_id for each in (*found, *([first] if first else []))}) == 1 else None


def _attribution(found: re.Match[str] | None) -> Attribution | None:
    if found is None:
        return None
    parts = found.groupdict()
    user_id = int(parts.get("id") or parts.get("mentioned") or 0)
    if not 0 < user_id <= MAX_SNOWFLAKE:
        return None
    return Attribution(
        user_id=Snowflake(user_id),
        name=(parts["name"] or "").strip(" @\"'"),
        reason=(parts.get("reason") or "").strip() or None,
        case=int(parts["case"]) if parts.get("case") else None,
        job_id=parts.get("job"),
    )

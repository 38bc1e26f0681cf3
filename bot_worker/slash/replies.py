"""What an act came to, what it would come to, and what a case says: in words."""

import re
from collections.abc import Sequence
from typing import Final

from bot_worker.slash.durations import said
from bot_worker.slash.language import Language
from bot_worker.slash.refusals import refused
from bot_worker.slash.texts import say
from bot_worker.slash.use import Pages, moment
from shared.features.cases.model import Case, CaseKind, CaseState, Named
from shared.features.enforcement.model import ActPreview, ActResult, AnyAct, RolesGiveAct, RolesTakeAct
from shared.kernel.snowflakes import Snowflake

_MARKUP: Final = re.compile(r"([\\*_~`|>#\[\]()<@:-])")
_LONGEST_QUOTE: Final = 300


def plain(text: str) -> str:
    """Keep what people wrote from looking like anything else."""
    cut = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return _MARKUP.sub(r"\\\1", cut)


def named(user: Named | None) -> str:
    return "—" if user is None else f"<@{user.user_id}> ({plain(user.name)})"


class Words:
    """Says things of a guild in a language."""

    def __init__(self, language: Language, pages: Pages) -> None:
        self._language = language
        self._pages = pages

    def link(self, number: int) -> str:
        return self.say("case.link", number=number, url=self._pages.case(number))

    def say(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)

    def kind(self, kind: CaseKind) -> str:
        return self.say(f"kind.{kind}")

    def result(self, act: AnyAct, result: ActResult) -> str:
        """Say what was done, to whom, and what followed."""
        case = result.case
        lines = [f"**{self.link(case.number)}** · {self._done(act, case)}"]
        if case.reason:
            lines.append(self.say("reason", reason=plain(case.reason)))
        if result.notified is not None:
            lines.append(self.say("notified" if result.notified else "not_notified"))
        if result.follow_up is not None:
            follow_up = result.follow_up
            lines.append(self.say("ladder", kind=self.kind(follow_up.kind), link=self.link(follow_up.number)))
        return "\n".join(lines)

    def preview(self, act: AnyAct, user_id: Snowflake, preview: ActPreview) -> str:
        """Say what would be done, or why not."""
        if preview.refusals:
            return self.refusals(preview)
        person = preview.user
        user = f"<@{user_id}>" if person is None else named(Named(user_id=person.user_id, name=person.username))
        lines = [f"**{self._with_duration('ask', act, user)}**"]
        if act.reason:
            lines.append(self.say("reason", reason=plain(act.reason)))
        if preview.notice is not None:
            lines.append(self.say("will_be_told"))
        if preview.ends:
            lines.append(self.say("ends", cases=", ".join(map(self.link, preview.ends))))
        lines += [self.say(f"irreversible.{code}") for code in preview.irreversible]
        lines.append(self.say("previous", count=preview.previous_cases))
        return "\n".join(lines)

    def refusals(self, preview: ActPreview) -> str:
        said_so = [refused(each.code, each.message, each.details, self._language) for each in preview.refusals]
        return "\n".join(dict.fromkeys(said_so))

    def case(self, case: Case) -> str:
        """Say what there is to know of a case at a glance."""
        state = self.say(f"state.{case.state}")
        head = self.say(
            "case.view", link=self.link(case.number), kind=self.kind(case.kind), state=state, at=moment(case.at)
        )
        lines = [head, self.say("case.about", name=named(case.user)), self.say("case.by", name=named(case.moderator))]
        if case.reason:
            lines.append(self.say("reason", reason=plain(case.reason)))
        if case.expires_at is not None:
            lines.append(self.say("case.expires", at=moment(case.expires_at)))
        if case.ending is not None:
            why = self.say(f"why.{case.ending.why}")
            lines.append(self.say("case.ended", at=moment(case.ending.at), why=why))
        if case.notes or case.evidence:
            lines.append(self.say("case.notes", count=len(case.notes), evidence=len(case.evidence)))
        return "\n".join(lines)

    def history(self, user: Named, cases: Sequence[Case]) -> str:
        """List cases, the newest first."""
        if not cases:
            return self.say("history.none", name=named(user))
        lines = [
            f"- {self.link(case.number)} · {self.kind(case.kind)} · {moment(case.at)} · {plain(case.reason or '')[:80]}"
            for case in cases
        ]
        more = self.say("history.more", url=self._pages.cases_of(user.user_id))
        return "\n".join([self.say("history.head", name=named(user)), *lines, more])

    def _done(self, act: AnyAct, case: Case) -> str:
        if case.state is CaseState.FAILED:
            return f"{self.say('failed')} {refused(case.code or '', case.code or '', None, self._language)}"
        return self._with_duration("done", act, named(case.user))

    def _with_duration(self, what: str, act: AnyAct, user: str) -> str:
        key, seconds = f"{what}.{type(act).__struct_config__.tag}", getattr(act, "seconds", None)
        roles = " ".join(f"<@&{each}>" for each in act.role_ids) if isinstance(act, RolesGiveAct | RolesTakeAct) else ""
        if seconds is None:
            return self.say(key, user=user, roles=roles)
        timed = key if key.endswith("timeout") else f"{key}.for"
        return self.say(timed, user=user, roles=roles, duration=said(seconds, self._language))

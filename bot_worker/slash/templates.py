"""Reasons that a guild has ready: offered while one types, and put in their place when the command is used.

What Discord lets us offer is shorter than a reason: so it is the template's name, with a mark before it.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from shared.features.cases.model import CaseKind
from shared.features.enforcement.model import AnyAct, BanAct, RolesGiveAct, RolesTakeAct
from shared.features.enforcement.settings import Template

MARK: Final = "» "
_SHOWN: Final = 100


def offered(templates: Sequence[Template], kind: CaseKind | None, typed: str) -> list[tuple[str, str]]:
    """Return the templates that fit, as they are shown and as they are sent; what is typed comes first."""
    wanted = typed.strip().casefold()
    fitting = [
        each
        for each in templates
        if kind in (None, each.kind) and (wanted in each.name.casefold() or wanted in each.reason.casefold())
    ]
    own = [(typed.strip(), typed.strip())] if 0 < len(typed.strip()) <= _SHOWN else []
    return own + [(_shown(each), f"{MARK}{each.name}") for each in fitting]


def chosen(templates: Sequence[Template], kind: CaseKind | None, reason: str | None) -> Template | None:
    """Return the template that a reason names, where it names one."""
    if reason is None or not reason.startswith(MARK):
        return None
    name = reason.removeprefix(MARK)
    named = [each for each in templates if each.name == name]
    return next((each for each in named if each.kind == kind), named[0] if named else None)


def filled_in(act: AnyAct, templates: Sequence[Template]) -> AnyAct:
    """Put a template's reason in the place of its name, and its duration where none was given."""
    template = chosen(templates, kind_of(act), act.reason)
    if template is None:
        return act
    act = replace(act, reason=template.reason)
    if isinstance(act, BanAct | RolesGiveAct | RolesTakeAct) and act.seconds is None:
        return replace(act, seconds=template.seconds)
    return act


def kind_of(act: AnyAct) -> CaseKind:
    return CaseKind(str(type(act).__struct_config__.tag))


def _shown(template: Template) -> str:
    text = f"{template.name}: {template.reason}"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"

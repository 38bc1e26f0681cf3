"""Acts of moderation, and what people are shown before and after one."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from shared.features.actions.authors import Why
from shared.features.cases.model import Case, CaseKind
from shared.features.members.people import Person
from shared.features.snapshots.refusals import Refusal
from shared.kernel.snowflakes import Snowflake

LONGEST_DELETION: Final = 604_800  # seconds; discord.com/developers/docs/resources/guild#create-guild-ban
LONGEST_TIMEOUT: Final = 28 * 86_400  # seconds; discord.com/developers/docs/resources/guild#modify-guild-member
LONGEST_SANCTION: Final = 5 * 366 * 86_400

DeleteSeconds = Annotated[int, msgspec.Meta(ge=0, le=LONGEST_DELETION)]
TimeoutSeconds = Annotated[int, msgspec.Meta(ge=1, le=LONGEST_TIMEOUT)]
SanctionSeconds = Annotated[int, msgspec.Meta(ge=60, le=LONGEST_SANCTION)]
RoleIds = Annotated[list[Snowflake], msgspec.Meta(min_length=1, max_length=50)]


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """`notify`: tell the person by direct message; None: as the guild's settings say.

    `hidden`: the person never sees the case; who did it stands in Discord's audit log all the same.
    """

    user_id: Snowflake
    reason: Why | None = None
    notify: bool | None = None
    hidden: bool = False


class NoteAct(Act, frozen=True, kw_only=True, tag="note"):
    """Write something down about a user; nothing is done, and nobody is told."""


class WarnAct(Act, frozen=True, kw_only=True, tag="warn"):
    """`counts_for`: how long it counts for the ladder, in seconds; None: as the settings say."""

    counts_for: SanctionSeconds | None = None


class TimeoutAct(Act, frozen=True, kw_only=True, tag="timeout"):
    seconds: TimeoutSeconds


class TimeoutEndAct(Act, frozen=True, kw_only=True, tag="timeout_end"):
    pass


class KickAct(Act, frozen=True, kw_only=True, tag="kick"):
    pass


class BanAct(Act, frozen=True, kw_only=True, tag="ban"):
    """`seconds`: lifted by the clock after so long; None: for good."""

    delete_message_seconds: DeleteSeconds = 0
    seconds: SanctionSeconds | None = None


class SoftbanAct(Act, frozen=True, kw_only=True, tag="softban"):
    """Ban and lift it at once: a kick that deletes what they wrote."""

    delete_message_seconds: DeleteSeconds = 86_400


class UnbanAct(Act, frozen=True, kw_only=True, tag="unban"):
    pass


class NickAct(Act, frozen=True, kw_only=True, tag="nick"):
    """None takes the nick away."""

    nick: Annotated[str, msgspec.Meta(max_length=32)] | None


class RolesGiveAct(Act, frozen=True, kw_only=True, tag="roles_give"):
    """`seconds`: taken again by the clock after so long."""

    role_ids: RoleIds
    seconds: SanctionSeconds | None = None


class RolesTakeAct(Act, frozen=True, kw_only=True, tag="roles_take"):
    """`seconds`: given back by the clock after so long."""

    role_ids: RoleIds
    seconds: SanctionSeconds | None = None


AnyAct = (
    NoteAct
    | WarnAct
    | TimeoutAct
    | TimeoutEndAct
    | KickAct
    | BanAct
    | SoftbanAct
    | UnbanAct
    | NickAct
    | RolesGiveAct
    | RolesTakeAct
)


class LadderStep(msgspec.Struct, frozen=True, kw_only=True):
    """What the ladder adds after this warn, which is the `warns`th that counts."""

    warns: int
    kind: CaseKind
    seconds: int | None = None


class ActPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What an act would do, and to whom.

    `refusals` empty: it would be done. `notice`: the direct message that they would get, None for none. `ends`: the
    numbers of cases whose running sanction this one takes the place of. `irreversible`: codes of what cannot be undone
    (`messages_deleted`, `member_removed`, `message_sent`, `timeout_overwritten`).
    """

    user: Person | None
    member: bool
    refusals: list[Refusal]
    until: datetime | None
    notice: str | None
    ladder: LadderStep | None
    ends: list[int]
    undoable: bool
    irreversible: list[str]
    previous_cases: int


class ActResult(msgspec.Struct, frozen=True, kw_only=True):
    """`follow_up` is the ladder's case, `ladder_refusal` why the ladder could not do what it was to do.

    `notified` is None where nobody was to be told, False where they cannot be.
    """

    case: Case
    follow_up: Case | None
    notified: bool | None
    ladder_refusal: Refusal | None


class ActRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    act: AnyAct

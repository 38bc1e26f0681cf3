"""The explainer says what the computation says, and why."""

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.authority import (
    GuildMember,
    GuildRole,
    GuildRoles,
    Overwrite,
    channel_permissions,
    guild_permissions,
)
from shared.kernel.explaining import Reason, Stage, Verdict, changes, explain
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON
from tests.unit.shared.kernel.test_authority import guilds, members, overwrites

GUILD, OWNER, MODS, MUTED, ADA = map(Snowflake, (1, 900, 2, 3, 901))
READ = int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS)


def a_guild(*, of_mods: int = 0) -> GuildRoles:
    roles = [
        GuildRole(id=GUILD, permissions=READ, position=0),
        GuildRole(id=MODS, permissions=of_mods, position=2),
        GuildRole(id=MUTED, permissions=0, position=1),
    ]
    return GuildRoles(guild_id=GUILD, owner_id=OWNER, roles={role.id: role for role in roles})


def ada(*role_ids: Snowflake) -> GuildMember:
    return GuildMember(user_id=ADA, role_ids=frozenset(role_ids))


def of(verdicts: list[Verdict], permission: Permission) -> Verdict:
    return next(verdict for verdict in verdicts if verdict.permission == permission.name)


def allowed(verdicts: list[Verdict]) -> Permission:
    return Permission(sum(Permission[verdict.permission] for verdict in verdicts if verdict.allowed))


@given(guild=guilds(), member=members, channel=overwrites)
def test_the_verdicts_are_what_discords_algorithm_computes(
    guild: GuildRoles, member: GuildMember, channel: list[Overwrite]
) -> None:
    assert allowed(explain(guild, member, channel, NOON)) == channel_permissions(guild, member, channel, NOON)
    assert allowed(explain(guild, member, None, NOON)) == guild_permissions(guild, member, NOON)


@given(guild=guilds(), member=members, channel=overwrites, data=st.data())
def test_what_decides_is_enough_by_itself(
    guild: GuildRoles, member: GuildMember, channel: list[Overwrite], data: st.DataObject
) -> None:
    verdict = data.draw(st.sampled_from(explain(guild, member, channel, NOON)))

    assert verdict.reasons[-1].allowed is verdict.allowed
    assert [reason.stage for reason in verdict.reasons] == sorted(
        {reason.stage for reason in verdict.reasons}, key=list(Stage).index
    )


def test_a_members_own_overwrite_overrules_those_of_their_roles() -> None:
    send = int(Permission.SEND_MESSAGES)
    channel = [Overwrite(id=MUTED, allow=0, deny=send), Overwrite(id=ADA, allow=send, deny=0)]

    verdict = of(explain(a_guild(), ada(MUTED), channel, NOON), Permission.SEND_MESSAGES)

    assert verdict.allowed
    assert verdict.reasons == [
        Reason(stage=Stage.ROLES, allowed=True, ids=[GUILD]),
        Reason(stage=Stage.ROLE_OVERWRITES, allowed=False, ids=[MUTED]),
        Reason(stage=Stage.MEMBER_OVERWRITE, allowed=True, ids=[ADA]),
    ]


def test_who_cannot_view_a_channel_can_do_nothing_there() -> None:
    channel = [Overwrite(id=GUILD, allow=0, deny=int(Permission.VIEW_CHANNEL))]

    verdict = of(explain(a_guild(), ada(), channel, NOON), Permission.SEND_MESSAGES)

    assert verdict.reasons[-1] == Reason(stage=Stage.CANNOT_VIEW, allowed=False, ids=[])


def test_who_cannot_send_cannot_embed_links_either() -> None:
    channel = [Overwrite(id=GUILD, allow=0, deny=int(Permission.SEND_MESSAGES))]

    verdict = of(explain(a_guild(), ada(), channel, NOON), Permission.EMBED_LINKS)

    assert verdict.reasons[-1] == Reason(stage=Stage.CANNOT_SEND, allowed=False, ids=[])


def test_an_administrator_may_do_everything_because_of_the_role_that_says_so() -> None:
    guild = a_guild(of_mods=int(Permission.ADMINISTRATOR))
    channel = [Overwrite(id=MODS, allow=0, deny=int(Permission.VIEW_CHANNEL))]

    verdict = of(explain(guild, ada(MODS), channel, NOON), Permission.BAN_MEMBERS)

    assert verdict.reasons == [Reason(stage=Stage.ADMINISTRATOR, allowed=True, ids=[MODS])]


def test_a_change_tells_only_what_it_changes() -> None:
    before = explain(a_guild(), ada(), [], NOON)
    after = explain(a_guild(), ada(), [Overwrite(id=ADA, allow=0, deny=int(Permission.EMBED_LINKS))], NOON)

    changed = changes(before, after)

    assert [(verdict.permission, verdict.allowed) for verdict in changed] == [("EMBED_LINKS", False)]

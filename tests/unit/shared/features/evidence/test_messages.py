"""Messages are kept as they were, sealed, and shown again for as long as nobody erases them."""

import json
from hashlib import sha256

import pytest
from msgspec.structs import replace

from shared.adapters.discord.transport import Sent
from shared.features.cases.changes import Deleted, NoteAdded
from shared.features.cases.model import MAX_EVIDENCE, Case, CaseNote, EvidenceKind, Named
from shared.features.evidence.model import MAX_MESSAGES, KeptEmbed, KeptMessage, NewEvidence, NewMessage
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import (
    ConflictError,
    GuildForbiddenError,
    InvalidInputError,
    NotFoundError,
    PermissionMissingError,
    StoreUnavailableError,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import MALLORY
from tests.factories.snapshots import GUILD, MODS, PERSON, a_channel, an_overwrite
from tests.fakes.clock import NOON
from tests.fakes.discord_rest import FakeTransport, an_answer
from tests.unit.shared.features.evidence.desk import MESSAGE, MODERATOR, Desk

IT = NewEvidence(item=NewMessage(channel_id=Snowflake(70), message_id=Snowflake(500)))

IN_A_THREAD = NewEvidence(item=NewMessage(channel_id=Snowflake(71), message_id=Snowflake(500)))


def a_message(message_id: int = 500, content: str = "spam") -> KeptMessage:
    return KeptMessage(
        message_id=Snowflake(message_id),
        channel_id=Snowflake(70),
        channel_name="general",
        author=Named(user_id=Snowflake(6), name="mallory"),
        content=content,
        created_at=NOON,
    )


def with_overwrite(scene: Scene, denied: int) -> Scene:
    channel = a_channel(70, an_overwrite(MODS, deny=denied), name="general")
    return replace(scene, snapshot=replace(scene.snapshot, channels=(channel,)))


def test_what_was_written_where_a_moderator_sees_nothing_is_withheld_from_them(desk: Desk) -> None:
    elsewhere = replace(a_message(501, "between us"), channel_id=Snowflake(72))
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message(), elsewhere, a_message(502)], by=MODERATOR)

    before = desk.evidence.read(GUILD, 1, kept.id, PERSON)
    desk.scenes.scene = with_overwrite(desk.scenes.scene, Permission.VIEW_CHANNEL)
    after = desk.evidence.read(GUILD, 1, kept.id, PERSON)

    assert ([message.message_id for message in before.messages], before.withheld) == ([500, 501, 502], 0)
    assert ([message.message_id for message in after.messages], after.withheld) == ([501], 2)
    assert after.is_intact
    assert len(desk.evidence.content(GUILD, 1, kept.id).messages) == 3


def test_a_message_is_read_from_discord_and_shown_again(desk: Desk) -> None:
    added = desk.evidence.add(GUILD, 1, IT, PERSON).evidence

    assert added is not None
    content = desk.service().content(GUILD, 1, added.id)
    (message,) = content.messages
    assert (content.is_intact, content.url) == (True, None)
    assert (message.content, message.author.name, message.channel_name) == ("buy my spam", "mallory", "general")
    assert [(each.filename, each.url) for each in message.attachments] == [("a.png", "https://cdn.example/a.png")]
    assert message.embeds == [KeptEmbed(title="Spam", description="x" * 1_000)]


def test_the_case_has_who_kept_it_and_a_hash_that_tells_nothing_of_what_it_says(desk: Desk) -> None:
    added = desk.evidence.add(GUILD, 1, IT, PERSON).evidence

    ((body, _),) = desk.objects.stored.values()
    assert desk.case().evidence == [added]
    assert added is not None
    assert (added.kind, added.author, added.hidden, added.message_id) == (EvidenceKind.MESSAGE, MODERATOR, True, 500)
    assert added.sha256 == sha256(body).hexdigest()
    assert b"spam" not in body


def test_nobody_keeps_what_they_could_not_read(desk: Desk) -> None:
    scene = desk.scenes.scene

    desk.scenes.scene = with_overwrite(scene, Permission.VIEW_CHANNEL)
    with pytest.raises(GuildForbiddenError):
        desk.evidence.add(GUILD, 1, IT, PERSON)
    desk.scenes.scene = with_overwrite(scene, Permission.READ_MESSAGE_HISTORY)
    with pytest.raises(PermissionMissingError):
        desk.evidence.add(GUILD, 1, IT, PERSON)

    assert desk.transport.sent == []
    assert desk.objects.stored == {}


def test_a_channel_of_another_guild_looks_like_none(desk: Desk) -> None:
    desk.transport = FakeTransport(an_answer(404, b'{"code": 10003, "message": "Unknown Channel"}'))

    with pytest.raises(GuildForbiddenError):
        desk.evidence.add(GUILD, 1, IN_A_THREAD, PERSON)


def a_thread(**changed: object) -> Sent:
    thread = {"id": "71", "type": 11, "guild_id": str(GUILD), "name": "a thread", "parent_id": "70"}
    return an_answer(body=json.dumps(thread | changed).encode())


def test_a_thread_s_messages_are_read_by_whoever_reads_its_channel(desk: Desk) -> None:
    message = an_answer(body=json.dumps(MESSAGE | {"channel_id": "71"}).encode())
    desk.transport = FakeTransport(a_thread(), message)

    kept = desk.evidence.add(GUILD, 1, IN_A_THREAD, PERSON).evidence

    assert kept is not None
    assert (kept.channel_id, kept.title) == (71, "#a thread")


@pytest.mark.parametrize(
    "changed",
    [{"guild_id": "2"}, {"type": 0}, {"type": 12}, {"parent_id": None}, {"parent_id": "99"}],
    ids=str,
)
def test_another_guild_s_and_a_private_thread_look_like_none(desk: Desk, changed: dict[str, object]) -> None:
    desk.transport = FakeTransport(a_thread(**changed))

    with pytest.raises(GuildForbiddenError):
        desk.evidence.add(GUILD, 1, IN_A_THREAD, PERSON)

    assert len(desk.transport.sent) == 1


def test_a_thread_of_a_channel_that_denies_reading_stays_closed(desk: Desk) -> None:
    desk.scenes.scene = with_overwrite(desk.scenes.scene, Permission.READ_MESSAGE_HISTORY)
    desk.transport = FakeTransport(a_thread())

    with pytest.raises(PermissionMissingError):
        desk.evidence.add(GUILD, 1, IN_A_THREAD, PERSON)


def test_a_message_that_is_gone_is_not_found(desk: Desk) -> None:
    desk.transport = FakeTransport(an_answer(404, b'{"code": 10008, "message": "Unknown Message"}'))

    with pytest.raises(NotFoundError):
        desk.evidence.add(GUILD, 1, IT, PERSON)


def test_a_purge_s_archive_is_one_piece_of_evidence(desk: Desk) -> None:
    messages = [a_message(number, f"spam {number}") for number in range(1, MAX_MESSAGES + 1)]

    kept = desk.evidence.keep_messages(GUILD, 1, messages, by=MODERATOR, title="Purge of #general")

    assert (kept.title, kept.message_id) == ("Purge of #general", None)
    assert desk.evidence.content(GUILD, 1, kept.id).messages == messages


@pytest.mark.parametrize("count", [0, MAX_MESSAGES + 1])
def test_an_archive_has_as_many_messages_as_can_be_opened_at_once(desk: Desk, count: int) -> None:
    with pytest.raises(InvalidInputError):
        desk.evidence.keep_messages(GUILD, 1, [a_message()] * count, by=MODERATOR)


def test_a_full_case_takes_no_more_and_leaves_nothing_behind(desk: Desk) -> None:
    for _ in range(MAX_EVIDENCE):
        desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    with pytest.raises(InvalidInputError) as caught:
        desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    assert caught.value.details == {"fields": {"item": "full"}}
    assert len(desk.objects.stored) == MAX_EVIDENCE


def test_a_case_in_the_recycle_bin_neither_takes_nor_loses_evidence(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)
    desk.cases.change(GUILD, 1, Deleted(), MODERATOR)

    with pytest.raises(ConflictError):
        desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)
    with pytest.raises(ConflictError):
        desk.evidence.remove(GUILD, 1, kept.id, PERSON)

    assert len(desk.objects.stored) == 1


def test_removing_erases_what_was_kept_and_leaves_its_hash_in_the_history(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    desk.evidence.remove(GUILD, 1, kept.id, PERSON)

    assert desk.objects.stored == {}
    assert desk.case().evidence == []
    assert [entry.what for entry in desk.cases.history(GUILD, 1)] == ["opened", "evidence_added", "evidence_removed"]
    assert str(kept.sha256) in repr(desk.cases.history(GUILD, 1)[1].change)
    with pytest.raises(NotFoundError):
        desk.evidence.remove(GUILD, 1, kept.id, PERSON)


def test_nobody_removes_evidence_against_themselves(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    with pytest.raises(PermissionMissingError):
        desk.evidence.remove(GUILD, 1, kept.id, MALLORY.user_id)

    assert len(desk.objects.stored) == 1


def test_what_was_exchanged_or_erased_in_the_bucket_is_not_shown_as_evidence(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)
    other = desk.evidence.keep_messages(GUILD, 1, [a_message(content="something else")], by=MODERATOR)
    first, second = desk.objects.stored
    desk.objects.stored[first] = desk.objects.stored[second]
    del desk.objects.stored[second]

    contents = [desk.evidence.content(GUILD, 1, each.id) for each in (kept, other)]

    assert [(content.messages, content.is_intact) for content in contents] == [([], False)] * 2


def test_the_guild_s_key_takes_all_that_it_sealed_with_it(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)
    desk.erase_the_guilds_key()

    content = desk.service().content(GUILD, 1, kept.id)

    assert (content.messages, content.is_intact) == ([], False)


def test_evidence_is_found_in_its_own_case_only(desk: Desk) -> None:
    kept = desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)
    desk.open_case()

    for guild_id, number in ((GUILD, 2), (GUILD, 3), (Snowflake(GUILD + 1), 1)):
        with pytest.raises(NotFoundError):
            desk.evidence.content(guild_id, number, kept.id)
        with pytest.raises(NotFoundError):
            desk.evidence.remove(guild_id, number, kept.id, PERSON)


def test_others_who_change_the_case_meanwhile_are_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read, notes = desk.cases.get, iter(range(3))

    def read_before_somebody_writes(guild_id: Snowflake, number: int) -> Case:
        case = read(guild_id, number)
        if (note := next(notes, None)) is not None:
            change = NoteAdded(note=CaseNote(id=str(note), at=NOON, author=MODERATOR, text="so", hidden=True))
            monkeypatch.setattr(desk.cases, "get", read)
            desk.cases.change(GUILD, 1, change, MODERATOR)
            monkeypatch.setattr(desk.cases, "get", read_before_somebody_writes)
        return case

    monkeypatch.setattr(desk.cases, "get", read_before_somebody_writes)

    desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    assert (len(desk.case().notes), len(desk.case().evidence)) == (3, 1)


def test_a_store_that_does_not_answer_takes_nothing_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> Case:
        raise StoreUnavailableError

    monkeypatch.setattr(desk.cases, "change", lost)

    with pytest.raises(StoreUnavailableError):
        desk.evidence.keep_messages(GUILD, 1, [a_message()], by=MODERATOR)

    assert len(desk.objects.stored) == 1  # it may well be in the case

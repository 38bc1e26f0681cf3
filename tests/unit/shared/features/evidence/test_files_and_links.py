"""A file is evidence once it was uploaded as it was announced; a link is a plain address of a page."""

from hashlib import sha256

import pytest

from shared.adapters.objects import StoredObject, UploadForm
from shared.features.cases.model import EvidenceKind
from shared.features.evidence.model import FileType, NewEvidence, NewFile, NewLink, Upload
from shared.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.snapshots import GUILD, PERSON
from tests.unit.shared.features.evidence.desk import Desk

SOMEBODY_ELSE = Snowflake(77)


def ask_for_upload(desk: Desk, name: str = "proof.png", *, hidden: bool = True) -> Upload:
    item = NewFile(name=name, size=5, content_type=FileType.PNG)
    upload = desk.evidence.add(GUILD, 1, NewEvidence(item=item, hidden=hidden), PERSON).upload
    assert upload is not None
    return upload


def send(desk: Desk, upload: Upload, body: bytes = b"bytes") -> None:
    desk.objects.upload(UploadForm(url=upload.url, fields=upload.fields), body)


def test_an_uploaded_file_becomes_evidence_when_it_is_confirmed(desk: Desk) -> None:
    upload = ask_for_upload(desk, "Beweis\r\n\u202egnp.exe", hidden=False)
    send(desk, upload)
    before = desk.case().evidence

    kept = desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)

    assert before == []
    assert desk.case().evidence == [kept]
    assert (kept.kind, kept.size, kept.content_type, kept.hidden) == (EvidenceKind.FILE, 5, "image/png", False)
    assert kept.title == "Beweis gnp.exe"
    assert kept.sha256 == sha256(b"bytes").hexdigest()
    assert list(desk.objects.stored) == [f"kept/{GUILD}/1/{kept.id}"]


def test_a_file_is_got_by_an_address_of_minutes(desk: Desk) -> None:
    upload = ask_for_upload(desk)
    send(desk, upload)
    desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)

    content = desk.evidence.content(GUILD, 1, upload.evidence_id)

    assert content.url == f"https://bucket.example/kept/{GUILD}/1/{upload.evidence_id}?for=120&as=proof.png"
    assert content.expires_at is not None
    assert (content.expires_at - desk.clock.now).total_seconds() == 120


def test_confirming_twice_changes_nothing(desk: Desk) -> None:
    upload = ask_for_upload(desk)
    send(desk, upload)

    first = desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)
    send(desk, upload, b"other")
    second = desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)

    assert first == second
    assert desk.objects.read(f"kept/{GUILD}/1/{first.id}") == b"bytes"


def test_nothing_is_confirmed_that_was_not_uploaded_by_whoever_asked_for_it(desk: Desk) -> None:
    upload = ask_for_upload(desk)
    with pytest.raises(NotFoundError):
        desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)

    send(desk, upload)
    with pytest.raises(NotFoundError):
        desk.evidence.confirm(GUILD, 1, upload.evidence_id, SOMEBODY_ELSE)
    desk.open_case()
    with pytest.raises(NotFoundError):
        desk.evidence.confirm(GUILD, 2, upload.evidence_id, PERSON)

    assert desk.case().evidence == []


def test_a_file_that_is_exchanged_while_it_is_hashed_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = ask_for_upload(desk)
    send(desk, upload)
    look = desk.objects.look_at

    def look_before_it_is_exchanged(key: str) -> StoredObject:
        found = look(key)
        send(desk, upload, b"other")
        return found

    monkeypatch.setattr(desk.objects, "look_at", look_before_it_is_exchanged)

    with pytest.raises(ConflictError):
        desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)
    assert desk.case().evidence == []


def test_what_was_removed_does_not_come_back_by_the_same_form(desk: Desk) -> None:
    upload = ask_for_upload(desk)
    send(desk, upload)
    desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)
    desk.evidence.remove(GUILD, 1, upload.evidence_id, PERSON)

    send(desk, upload, b"other")
    with pytest.raises(NotFoundError):
        desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)

    assert desk.case().evidence == []
    assert not [key for key in desk.objects.stored if key.startswith("kept/")]


def test_a_file_that_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    upload = ask_for_upload(desk)
    send(desk, upload)
    kept = desk.evidence.confirm(GUILD, 1, upload.evidence_id, PERSON)
    desk.objects.stored.clear()

    content = desk.evidence.content(GUILD, 1, kept.id)

    assert (content.url, content.is_intact) == (None, False)


def test_a_link_is_kept_with_a_title_of_one_line(desk: Desk) -> None:
    link = NewLink(url="https://example.com/a?b=c#d", title=" A\nvideo\u202e ")

    kept = desk.evidence.add(GUILD, 1, NewEvidence(item=link), PERSON).evidence

    assert kept is not None
    assert (kept.kind, kept.url, kept.title) == (EvidenceKind.LINK, "https://example.com/a?b=c#d", "A video")
    assert desk.evidence.content(GUILD, 1, kept.id).url == kept.url
    assert desk.objects.stored == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "javascript:alert(1)//https://example.com",
        "data:text/html,x",
        "https://",
        "https://localhost/x",
        "https://ada:secret@example.com/",
        "https://example.com@evil.example/",
        "https://example.com:8443/",
        "https://example.com:x/",
        "https://[::1/",
        "https://exa mple.com/",
        "https://example.com/\n",
        "https://example.com/\u202e",
        "https://examp\u0142e.com/",
        "https://example.com\\@evil.example/",
        'https://example.com/"><script>',
        "//example.com/",
        "",
    ],
)
def test_what_is_no_plain_address_of_a_page_is_no_link(desk: Desk, url: str) -> None:
    with pytest.raises(InvalidInputError):
        desk.evidence.add(GUILD, 1, NewEvidence(item=NewLink(url=url)), PERSON)

    assert desk.case().evidence == []

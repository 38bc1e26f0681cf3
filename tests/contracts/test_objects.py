"""A bucket keeps the same promises at S3 and in memory."""

import os
from datetime import timedelta

import pytest
import requests
from msgspec.structs import replace

from infra.local.deployment.clients import Clients
from shared.adapters.objects import ObjectBucket, UploadForm
from shared.config.sections import AwsConfig
from shared.features.evidence.ports import Objects
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError
from tests.fakes.objects import FakeObjects

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["fake", "s3"])
def objects(request: pytest.FixtureRequest) -> Objects:
    return FakeObjects() if request.param == "fake" else request.getfixturevalue("bucket")


@pytest.fixture
def bucket(aws: AwsConfig) -> ObjectBucket:
    return ObjectBucket(aws, aws.evidence_bucket)


@pytest.fixture
def key() -> str:
    return f"uploads/1/2/{os.urandom(8).hex()}"


def send(form: UploadForm, body: bytes, **changed: str) -> int:
    fields = form.fields | changed
    return requests.post(form.url, data=fields, files={"file": ("x", body)}, timeout=5).status_code


def a_form(bucket: ObjectBucket, key: str, size: int = 5) -> UploadForm:
    return bucket.upload_form(key, content_type="image/png", size=size, metadata={"name": "a%20b"}, lifetime=MINUTE)


def test_what_was_put_is_read_until_it_is_deleted(objects: Objects, key: str) -> None:
    objects.put(key, b"bytes", "text/plain")

    found = objects.look_at(key)
    assert objects.read(key) == objects.read(key, found.etag) == b"bytes"
    assert (found.size, found.content_type, found.metadata) == (5, "text/plain", {})

    objects.delete(key)
    objects.delete(key)
    for look in (objects.read, objects.look_at):
        with pytest.raises(NotFoundError):
            look(key)


def test_a_copy_is_of_what_was_looked_at(objects: Objects, key: str) -> None:
    objects.put(key, b"seen", "text/plain")
    seen = objects.look_at(key)
    objects.put(key, b"exchanged", "text/plain")

    with pytest.raises(ConflictError):
        objects.copy(key, f"{key}-kept", seen.etag)
    with pytest.raises(ConflictError):
        objects.read(key, seen.etag)
    objects.copy(key, f"{key}-kept", objects.look_at(key).etag)

    assert objects.read(f"{key}-kept") == b"exchanged"


def test_a_form_takes_the_file_that_it_was_made_for(bucket: ObjectBucket, key: str) -> None:
    status = send(a_form(bucket, key), b"12345")

    found = bucket.look_at(key)
    assert status == 204
    assert (found.size, found.content_type, found.metadata) == (5, "image/png", {"name": "a%20b"})


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "kept/1/2/3"},
        {"Content-Type": "text/html"},
        {"x-amz-meta-name": "another"},
        {"x-amz-meta-more": "another"},
        {"policy": "e30="},
        {"acl": "public-read"},
    ],
)
def test_a_form_takes_nothing_else(bucket: ObjectBucket, key: str, changed: dict[str, str]) -> None:
    assert send(a_form(bucket, key), b"12345", **changed) in {400, 403}

    with pytest.raises(NotFoundError):
        bucket.look_at(changed.get("key", key))


@pytest.mark.parametrize("size", [0, 4, 6])
def test_a_form_takes_no_other_size(bucket: ObjectBucket, key: str, size: int) -> None:
    assert send(a_form(bucket, key), b"x" * size) == 400

    with pytest.raises(NotFoundError):
        bucket.look_at(key)


def test_a_url_saves_one_object_under_its_name(bucket: ObjectBucket, key: str) -> None:
    bucket.put(key, b"<script>", "text/plain")

    url = bucket.download_url(key, 'é"\r\nX: y;.txt', MINUTE)
    answer = requests.get(url, timeout=5)

    assert answer.content == b"<script>", answer.text
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9%22%0D%0AX%3A%20y%3B.txt"
    assert "X" not in answer.headers


def test_the_bucket_is_private_and_takes_files_from_the_page_alone(aws: AwsConfig) -> None:
    client = Clients(aws.endpoint_url or "", aws.region).s3

    public = client.get_public_access_block(Bucket=aws.evidence_bucket)["PublicAccessBlockConfiguration"]
    cors = client.get_bucket_cors(Bucket=aws.evidence_bucket)["CORSRules"]

    assert set(public.values()) == {True}
    assert [(rule["AllowedOrigins"], rule["AllowedMethods"]) for rule in cors] == [
        (["http://localhost:4200"], ["POST"])
    ]


def test_a_bucket_that_does_not_answer_is_unavailable(aws: AwsConfig) -> None:
    nowhere = ObjectBucket(replace(aws, endpoint_url="http://127.0.0.1:9"), aws.evidence_bucket)

    with pytest.raises(StoreUnavailableError):
        nowhere.read("kept/1/2/3")

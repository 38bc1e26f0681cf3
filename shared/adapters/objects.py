"""S3: a private bucket of ours, and forms and URLs that let a browser put or get one object."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.dynamodb import CONNECT_TIMEOUT_SECONDS, MAKING_CLIENTS
from shared.config.sections import AwsConfig
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

READ_TIMEOUT_SECONDS: Final = 10.0
MAX_ATTEMPTS: Final = 3


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """`etag` names these bytes and no others; keys of `metadata` are in lower case."""

    size: int
    content_type: str
    etag: str
    metadata: dict[str, str]


class UploadForm(msgspec.Struct, frozen=True, kw_only=True):
    """Fields of a POST form; the `file` comes after them."""

    url: str
    fields: dict[str, str]


class ObjectBucket:
    """Safe between threads; its client, which takes a while to make, is made when it is first needed."""

    def __init__(self, aws: AwsConfig, bucket: str) -> None:
        self._aws = aws
        self._bucket = bucket

    @cached_property
    def _client(self) -> "S3Client":
        aws = self._aws
        config = Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=READ_TIMEOUT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": MAX_ATTEMPTS},
            signature_version="s3v4",
            s3={"addressing_style": "path" if aws.endpoint_url else "virtual"},
        )
        with MAKING_CLIENTS:
            return boto3.client("s3", region_name=aws.region, endpoint_url=aws.endpoint_url, config=config)

    def put(self, key: str, body: bytes, content_type: str) -> None:
        with _object_errors():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def read(self, key: str, etag: str | None = None) -> bytes:
        """Raise `NotFoundError`, or `ConflictError` where it is not what `etag` says any more."""
        with _object_errors():
            if etag is None:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            return self._client.get_object(Bucket=self._bucket, Key=key, IfMatch=etag)["Body"].read()

    def look_at(self, key: str) -> StoredObject:
        """Raise `NotFoundError`."""
        with _object_errors():
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        return StoredObject(
            size=found["ContentLength"],
            content_type=found["ContentType"],
            etag=found["ETag"],
            metadata={name.lower(): value for name, value in found["Metadata"].items()},
        )

    def copy(self, source: str, target: str, etag: str) -> None:
        """Copy an object with its metadata; raise `ConflictError` where it is not what `etag` says any more."""
        with _object_errors():
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                CopySourceIfMatch=etag,
            )

    def names_ever(self, prefix: str) -> list[str]:
        """Return the keys of all versions that are there, those behind a deletion's marker included."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
        with _object_errors():
            return [version["Key"] for page in pages for version in page.get("Versions", [])]

    def delete(self, key: str) -> None:
        """Delete an object; none is no error."""
        with _object_errors():
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def upload_form(
        self, key: str, *, content_type: str, size: int, metadata: Mapping[str, str], lifetime: timedelta
    ) -> UploadForm:
        """Let whoever has the form put exactly such an object there."""
        named = {f"x-amz-meta-{name}": value for name, value in metadata.items()}
        fields = {"Content-Type": content_type, **named}
        exactly = [{name: value} for name, value in fields.items()]
        with _object_errors():
            form = self._client.generate_presigned_post(
                self._bucket,
                key,
                Fields=fields,
                Conditions=[*exactly, ["content-length-range", size, size]],
                ExpiresIn=int(lifetime.total_seconds()),
            )
        return UploadForm(url=form["url"], fields=form["fields"])

    def download_url(self, key: str, filename: str, lifetime: timedelta) -> str:
        """Let whoever has the URL save the object as a file: no browser shows or runs it."""
        parameters = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": _saved_as(filename)}
        with _object_errors():
            return self._client.generate_presigned_url(
                "get_object", Params=parameters, ExpiresIn=int(lifetime.total_seconds())
            )


def _saved_as(filename: str) -> str:
    """Write a name so that no letter of it ends the header or the name (RFC 6266, RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(filename, safe='')}"


@contextmanager
def _object_errors() -> Iterator[None]:
    """Translate botocore's errors; what a read may find missing is a `NotFoundError`."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == HTTPStatus.NOT_FOUND:
            raise NotFoundError from error
        if status == HTTPStatus.PRECONDITION_FAILED:
            raise ConflictError from error
        raise StoreUnavailableError from error
    except BotoCoreError as error:
        raise StoreUnavailableError from error

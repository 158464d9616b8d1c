"""The calls of one bucket of Amazon S3."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsAccess, AwsClient, CallLimits
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.bucket_address import bucket_url
from talknshop.core.errors import ConflictError, StorageError
from talknshop.core.settings import Settings

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

_LIMITS = CallLimits(attempts=3, read_seconds=20.0)
_CHUNK_BYTES = 1024 * 1024
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_CHANGED = frozenset({"409", "412", "ConditionalRequestConflict", "PreconditionFailed"})


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What is stored under a key."""

    content: bytes
    etag: str
    """Names this content; another one has another."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form with which whoever has it may store one object for a while."""

    url: str
    fields: Mapping[str, str]
    """What stands before the ``file``."""
    expires_at: datetime


class S3Bucket:
    """What one bucket is asked; everything that is stored is encrypted by S3."""

    def __init__(self, access: AwsAccess, name: str, *, kms_key: str | None = None) -> None:
        """Connects when it is first asked.

        Args:
            access: Where and as whom.
            name: The name of the bucket.
            kms_key: The key of AWS KMS that encrypts; None lets S3 keep the keys.
        """
        self._client = AwsClient("s3", access, _LIMITS)
        self._access = access
        self._kms_key = kms_key
        self.name = name

    @classmethod
    def of(cls, settings: Settings, name: str) -> "S3Bucket":
        """As settings say."""
        access = AwsAccess.of(settings).at(settings.s3_endpoint_url)
        return cls(access, name, kms_key=settings.s3_kms_key)

    async def put(
        self, key: str, content: bytes, *, instead_of: str | None = None, new: bool = False
    ) -> str:
        """Stores an object and returns its etag.

        Args:
            key: Where.
            content: What.
            instead_of: Only while this etag is there.
            new: Only while nothing is there.

        Raises:
            ConflictError: Something else is there.
            StorageError: S3 failed.
        """
        conditions: dict[str, Any] = {"IfMatch": instead_of} if instead_of else {}
        if new:
            conditions["IfNoneMatch"] = "*"
        async with self._asked(key) as client:
            told: Mapping[str, Any] = await client.put_object(
                Bucket=self.name, Key=key, Body=content, **self._encryption(), **conditions
            )
        return str(told["ETag"])

    async def get(self, key: str) -> StoredObject | None:
        """What is stored, or None.

        Raises:
            StorageError: S3 failed.
        """
        async with self._asked(key) as client:
            try:
                told = await client.get_object(Bucket=self.name, Key=key)
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return None
                raise
            async with told["Body"] as body:
                return StoredObject(await body.read(), told["ETag"])

    async def size(self, key: str) -> int | None:
        """How many bytes are stored, or None.

        Raises:
            StorageError: S3 failed.
        """
        async with self._asked(key) as client:
            try:
                return (await client.head_object(Bucket=self.name, Key=key))["ContentLength"]
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return None
                raise

    async def delete(self, key: str) -> None:
        """Removes an object; removing what is not there is fine.

        Raises:
            StorageError: S3 failed.
        """
        async with self._asked(key) as client:
            await client.delete_object(Bucket=self.name, Key=key)

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so.

        Raises:
            StorageError: S3 failed.
        """
        found: list[str] = []
        async with self._asked(prefix) as client:
            pages = client.get_paginator("list_objects_v2")
            async for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                found += [one["Key"] for one in page.get("Contents", []) if "Key" in one]
        return found

    async def upload(self, key: str, path: Path) -> None:
        """Stores a file of up to 5 GB.

        Raises:
            StorageError: S3 failed, or the file cannot be read.
        """
        async with self._asked(key) as client:
            try:
                with path.open("rb") as file:
                    await client.put_object(
                        Bucket=self.name, Key=key, Body=file, **self._encryption()
                    )
            except OSError as error:
                raise StorageError(f"{path.name} cannot be read ({error.strerror}).") from error

    async def download(self, key: str, path: Path) -> str:
        """Writes an object into a file and returns its SHA-256 as written.

        Raises:
            StorageError: S3 failed, there is no such object, or the file cannot be written.
        """
        digest = hashlib.sha256()
        async with self._asked(key) as client:
            told = await client.get_object(Bucket=self.name, Key=key)
            try:
                with path.open("wb") as file:
                    async with told["Body"] as body:
                        while chunk := await body.read(_CHUNK_BYTES):
                            digest.update(chunk)
                            await asyncio.to_thread(file.write, chunk)
            except OSError as error:
                raise StorageError(f"{path.name} cannot be written ({error.strerror}).") from error
        return digest.hexdigest()

    async def form(
        self, key: str, *, content_type: str, most_bytes: int, seconds: int
    ) -> UploadForm:
        """A form that stores one object of this kind and size; nothing is asked of S3.

        Raises:
            StorageError: It cannot be made.
        """
        fields = {"Content-Type": content_type, **self._encryption_fields()}
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, most_bytes])
        async with self._asked(key) as client:
            signed = await client.generate_presigned_post(
                self.name, key, Fields=dict(fields), Conditions=conditions, ExpiresIn=seconds
            )
            region = client.meta.region_name
        url = bucket_url(self.name, region=region, endpoint=self._access.base_url)
        given = {name: str(value) for name, value in signed["fields"].items()}
        return UploadForm(url, given, datetime.now(UTC) + timedelta(seconds=seconds))

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def _asked(self, key: str) -> "AsyncGenerator[S3Client]":
        try:
            client: S3Client = await self._client.opened()
            yield client
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and code_of(error) in _CHANGED:
                raise ConflictError(
                    "The object was changed by somebody else. Read it again.", service="S3"
                ) from error
            what = f"{key} in the bucket {self.name}"
            raise translated(error, StorageError, service="S3", what=what) from error

    def _encryption(self) -> dict[str, Any]:
        if self._kms_key is None:
            return {"ServerSideEncryption": "AES256"}
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self._kms_key}

    def _encryption_fields(self) -> dict[str, str]:
        if self._kms_key is None:
            return {"x-amz-server-side-encryption": "AES256"}
        return {
            "x-amz-server-side-encryption": "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id": self._kms_key,
        }

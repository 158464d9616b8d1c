"""Bodies of checkpoints that are larger than an item of a table may be, as objects of a bucket."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import StorageError
from talknshop.core.resilience import RetryPolicy, retrying

if TYPE_CHECKING:
    from types_aiobotocore_s3.client import S3Client

T = TypeVar("T")

_PATIENCE = RetryPolicy(attempts=4, base_seconds=0.1, max_seconds=1.0, total_seconds=10.0)
_NO_KEY = "NoSuchKey"


class CheckpointBucket:
    """See ``BlobStore``; what is deleted here too late is left to the bucket's lifecycle."""

    def __init__(self, client: AwsClient, bucket: str, patience: RetryPolicy = _PATIENCE) -> None:
        """Keeps objects in ``bucket`` through ``client``, which it closes."""
        self._client = client
        self._bucket = bucket
        self._patience = patience

    async def put(self, key: str, content: bytes) -> None:
        """See ``BlobStore``."""
        await self._ask(lambda s3: s3.put_object(Bucket=self._bucket, Key=key, Body=content))

    async def get(self, key: str) -> bytes | None:
        """See ``BlobStore``."""

        async def read(s3: "S3Client") -> bytes | None:
            try:
                answer = await s3.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) == _NO_KEY:
                    return None
                raise
            return await answer["Body"].read()

        return await self._ask(read)

    async def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        await self._ask(lambda s3: s3.delete_object(Bucket=self._bucket, Key=key))

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _ask(self, call: "Callable[[S3Client], Awaitable[T]]") -> T:
        async def once(seconds: float) -> T:
            del seconds
            try:
                return await call(cast("S3Client", await self._client.opened()))
            except (BotoCoreError, ClientError) as error:
                raise translated(
                    error, StorageError, service="S3", what=f"the bucket {self._bucket}"
                ) from error

        return await retrying(self._patience, once)

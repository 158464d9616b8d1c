from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import pytest
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.core.errors import ConfigurationError, ConflictError, StorageError
from talknshop.storage.blobs import BlobStore
from talknshop.storage.bucket_descriptions import BucketDescription, bucket_exists, create_bucket
from talknshop.storage.folder_blobs import FolderBlobStore
from talknshop.storage.s3_blobs import S3BlobStore
from talknshop.storage.s3_bucket import S3Bucket
from talknshop.testing.blobs import BlobStoreSuite


class TestFolder(BlobStoreSuite):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> BlobStore:
        return FolderBlobStore(tmp_path / "blobs")


@pytest.fixture
async def bucket(moto_url: str) -> AsyncGenerator[S3Bucket]:
    access, name = access_at(moto_url), f"talknshop-{uuid4().hex}"
    client = AwsClient("s3", access)
    description = BucketDescription(name, ["https://shop.example"], [("incoming/", 1)])
    assert not await bucket_exists(client, description)
    await create_bucket(client, description)
    await create_bucket(client, description)
    assert await bucket_exists(client, description)
    await client.aclose()
    bucket = S3Bucket(access, name)
    yield bucket
    await bucket.aclose()


@pytest.mark.socket
class TestS3(BlobStoreSuite):
    @pytest.fixture
    def blobs(self, bucket: S3Bucket) -> BlobStore:
        return S3BlobStore(bucket, prefix="texts/")

    async def test_everything_is_encrypted(self, bucket: S3Bucket, moto_url: str) -> None:
        await S3BlobStore(bucket).put("a", b"x")
        client = AwsClient("s3", access_at(moto_url))
        told = await (await client.opened()).head_object(Bucket=bucket.name, Key="a")
        assert told["ServerSideEncryption"] == "AES256"
        await client.aclose()

    async def test_conditions_keep_what_somebody_else_wrote(self, bucket: S3Bucket) -> None:
        first = await bucket.put("pointer", b"1", new=True)
        with pytest.raises(ConflictError):
            await bucket.put("pointer", b"2", new=True)
        await bucket.put("pointer", b"2", instead_of=first)
        with pytest.raises(ConflictError):
            await bucket.put("pointer", b"3", instead_of=first)
        stored = await bucket.get("pointer")
        assert stored is not None
        assert stored.content == b"2"

    async def test_files_go_and_come_whole(self, bucket: S3Bucket, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        here.write_bytes(bytes(range(256)) * 20_000)
        await bucket.upload("a/file", here)
        await bucket.download("a/file", there)
        assert there.read_bytes() == here.read_bytes()
        assert await bucket.keys("a/") == ["a/file"]
        assert await bucket.size("a/file") == 256 * 20_000
        assert await bucket.size("a/none") is None


@pytest.mark.socket
async def test_a_bucket_that_was_never_made_is_named(moto_url: str) -> None:
    bucket = S3Bucket(access_at(moto_url), "never-made")
    with pytest.raises(ConfigurationError, match="never-made"):
        await bucket.put("a", b"x")
    await bucket.aclose()


@pytest.mark.socket
async def test_a_bucket_that_is_gone_is_an_error_of_ours() -> None:
    bucket = S3Bucket(access_at("http://127.0.0.1:9"), "gone")
    with pytest.raises(StorageError, match="S3 cannot be reached"):
        await bucket.get("a")
    await bucket.aclose()

"""Photos sent to a bucket by a form that the service signed, opened here as any other."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.media.conftest import Client
from tests.media.drawing import opened, photo
from tests.stand_ins.faulty_line import FaultyLine, Refusal, faulty_line
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.core.settings import Settings, load_settings
from talknshop.media.limits import MOST_IMAGE_BYTES
from talknshop.storage.bucket_descriptions import bucket_descriptions, create_bucket
from talknshop.storage.s3_bucket import S3Bucket

pytestmark = pytest.mark.socket

DRAFT = {"file_name": "box.jpg", "content_type": "image/jpeg"}


@pytest.fixture
async def line(moto_url: str) -> AsyncGenerator[FaultyLine]:
    async with faulty_line(moto_url) as line:
        yield line


@pytest.fixture
async def settings(tmp_path: Path, line: FaultyLine) -> Settings:
    name = uuid4().hex
    settings = load_settings(
        data_dir=tmp_path,
        media_stt_build_model=False,
        blob_engine="s3",
        s3_endpoint_url=line.url,
        aws_region="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        media_bucket=f"media-{name}",
        documents_bucket=f"documents-{name}",
        checkpoint_bucket=f"checkpoints-{name}",
    )
    client = AwsClient("s3", access_at(line.url))
    await asyncio.gather(*(create_bucket(client, one) for one in bucket_descriptions(settings)))
    await client.aclose()
    return settings


@pytest.fixture
async def bucket(settings: Settings) -> AsyncGenerator[S3Bucket]:
    bucket = S3Bucket.of(settings, settings.media_bucket)
    yield bucket
    await bucket.aclose()


async def announced(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post("/api/v1/upload-url", json=DRAFT)
    assert answer.status_code == 201
    return answer.json()


async def send(told: dict[str, Any], content: bytes) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return await browser.post(
            told["upload_url"], data=told["fields"], files={"file": ("box.jpg", content)}
        )


async def test_a_photo_goes_to_the_bucket_and_is_opened_here(
    client: Client, bucket: S3Bucket
) -> None:
    ann = client("ann")
    told = await announced(ann)
    assert told["upload_url"].endswith(bucket.name)
    assert {"key", "policy", "x-amz-signature", "Content-Type"} <= told["fields"].keys()
    assert told["fields"]["x-amz-server-side-encryption"] == "AES256"
    assert (await send(told, photo(form="PNG"))).is_success
    assert await bucket.keys("incoming/") == [told["fields"]["key"]]
    done = (await client(None).post(told["complete_url"])).json()
    assert (done["width"], done["processing_status"]) == (320, "completed")
    kept = opened((await ann.get(done["download_url"])).content)
    assert kept.format == "JPEG"
    assert await bucket.keys("incoming/") == []
    assert await bucket.keys("uploads/") == [told["s3_key"]]
    again = await client(None).post(told["complete_url"])
    assert again.json()["processing_status"] == "completed"


async def test_whoever_says_nothing_has_it_opened_with_its_first_use(
    client: Client, bucket: S3Bucket
) -> None:
    ann = client("ann")
    told = await announced(ann)
    await send(told, photo())
    seen = await ann.post(
        "/api/v1/extract-image-attributes", json={"s3_key": told["s3_key"], "extract_text": False}
    )
    assert seen.status_code == 200
    assert await bucket.keys("incoming/") == []


async def test_what_is_no_photo_is_refused_and_not_kept(client: Client, bucket: S3Bucket) -> None:
    told = await announced(client("ann"))
    assert (await client(None).post(told["complete_url"])).status_code == 400
    await send(told, b"<svg onload='alert(1)'/>" * 10)
    refused = await client(None).post(told["complete_url"])
    assert refused.status_code == 415
    assert await bucket.keys("") == []
    await send(told, photo())
    assert (await client(None).post(told["complete_url"])).status_code == 200


async def test_what_is_too_large_is_refused_and_not_kept(client: Client, bucket: S3Bucket) -> None:
    told = await announced(client("ann"))
    await bucket.put(told["fields"]["key"], bytes(MOST_IMAGE_BYTES + 1))
    assert (await client(None).post(told["complete_url"])).status_code == 413
    assert await bucket.keys("") == []


async def test_nobody_completes_or_uses_the_file_of_another(client: Client) -> None:
    told, other = await announced(client("ann")), await announced(client("bob"))
    await send(told, photo())
    token = other["complete_url"].partition("?")[2]
    path = told["complete_url"].partition("?")[0]
    assert (await client("bob").post(f"{path}?{token}")).status_code == 401
    seen = await client("bob").post(
        "/api/v1/extract-image-attributes", json={"s3_key": told["s3_key"]}
    )
    assert seen.status_code == 404


async def test_removing_a_file_removes_its_original(client: Client, bucket: S3Bucket) -> None:
    ann = client("ann")
    told = await announced(ann)
    await send(told, photo())
    assert (await ann.delete(f"/api/v1/media/{told['media_id']}")).status_code == 204
    assert await bucket.keys("") == []


async def test_a_bucket_that_is_gone_fails_clearly_and_keeps_nothing_half(
    client: Client, bucket: S3Bucket, line: FaultyLine
) -> None:
    ann = client("ann")
    told = await announced(ann)
    await send(told, photo())
    line.is_cut = True
    gone = await client(None).post(told["complete_url"])
    assert (gone.status_code, gone.json()["retryable"]) == (503, True)
    assert "S3 cannot be reached" in gone.json()["message"]
    assert (await ann.post("/api/v1/upload", files={"file": ("a.jpg", photo())})).status_code == 503
    line.is_cut = False
    line.applies = lambda request: request.method == "PUT"
    line.refusals += [Refusal(503, "SlowDown")] * 3
    assert (await client(None).post(told["complete_url"])).status_code == 503
    assert await bucket.keys("uploads/") == []
    assert (await client(None).post(told["complete_url"])).status_code == 200
    (kept,) = await bucket.keys("")
    assert kept == told["s3_key"]


async def test_a_copy_that_cannot_be_read_costs_only_its_photo(
    client: Client, line: FaultyLine
) -> None:
    ann = client("ann")
    told = [await announced(ann) for _ in range(2)]
    for one in told:
        await send(one, photo())
        await client(None).post(one["complete_url"])
    line.applies = lambda request: request.path.endswith(told[0]["s3_key"])
    line.is_cut = True
    keys = [one["s3_key"] for one in told]
    seen = (await ann.post("/api/v1/analyze-image/batch", json={"images": keys})).json()
    assert [one["status"] for one in seen["results"]] == ["failed", "completed"]
    assert "S3" in seen["results"][0]["error_message"]

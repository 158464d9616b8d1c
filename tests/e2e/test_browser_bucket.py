"""A real browser sends a photo straight to a bucket, of another origin than the page."""

import asyncio
from collections.abc import Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Response, expect
from tests.e2e.browsing import PHONE, chromium_running, demo_shop, opened
from tests.media.drawing import photo
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.core.settings import load_settings
from talknshop.storage.bucket_descriptions import bucket_descriptions, create_bucket
from talknshop.storage.s3_bucket import S3Bucket
from talknshop.testing.server import running

pytestmark = pytest.mark.browser


def beside(work: Coroutine[None, None, None]) -> None:
    """Runs it on a thread of its own: the browser's loop has this one."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, work).result()


@pytest.fixture
def given(moto_url: str) -> dict[str, object]:
    """Settings that keep files in buckets, which are there."""
    name = uuid4().hex
    given: dict[str, object] = {
        "blob_engine": "s3",
        "s3_endpoint_url": moto_url,
        "aws_region": "us-west-2",
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "media_bucket": f"media-{name}",
        "documents_bucket": f"documents-{name}",
        "checkpoint_bucket": f"checkpoints-{name}",
    }

    async def make() -> None:
        client = AwsClient("s3", access_at(moto_url))
        for one in bucket_descriptions(load_settings(**given)):
            await create_bucket(client, one)
        await client.aclose()

    beside(make())
    return given


@pytest.fixture
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture
def url(given: dict[str, object], tmp_path: Path) -> Generator[str]:
    with running(demo_shop(tmp_path, given=given)) as url:
        yield url


# After the server, so that the page is closed before it stops.
@pytest.fixture
def page(browser: Browser, url: str) -> Generator[Page]:  # noqa: ARG001
    with opened(browser, viewport=PHONE) as page:
        yield page


def test_a_photo_goes_straight_to_the_bucket_and_is_opened(
    page: Page, url: str, given: dict[str, object], moto_url: str
) -> None:
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108
    page.goto(url)
    page.get_by_role("button", name="Attach a photo").click()
    with (
        page.expect_response(lambda one: "/complete" in one.url) as completed,
        page.expect_file_chooser() as chooser,
    ):
        page.get_by_role("button", name="Choose a photo").click()
        picture: FilePayload = {
            "name": "lamp.png",
            "mimeType": "image/png",
            "buffer": photo(form="PNG"),
        }
        chooser.value.set_files(picture)
    assert completed.value.status == 200
    expect(page.get_by_role("list", name="Attached").get_by_role("img")).to_be_visible()
    sent = [one for one in answers if one.url.startswith(moto_url)]
    assert [one.request.method for one in sent if one.request.method != "OPTIONS"] == ["POST"]
    beside(_check(str(given["media_bucket"]), moto_url))


async def _check(name: str, moto_url: str) -> None:
    bucket = S3Bucket(access_at(moto_url), name)
    (kept,) = await bucket.keys("")
    assert kept.startswith("uploads/")
    await bucket.aclose()

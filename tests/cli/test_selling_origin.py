"""Selling under the one origin: from a post to a shopper who finds it, and back to the seller."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from tests.media.drawing import photo

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed

T = TypeVar("T")

SPEC: dict[str, Any] = {
    "title": "Zephyrine brass astrolabe",
    "description": "Inherited; works.",
    "price": 245,
    "condition": "good",
    "attributes": {"brand": "Zephyrine"},
    "target_marketplaces": ["store", "craigslist"],
    "shipping_options": ["local_pickup"],
    "location": {"city": "San Jose", "state": "CA", "zip": "95112"},
}


@pytest.fixture
async def origin(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    app = create_one_process_app(load_settings(data_dir=tmp_path), bundled_feed=bundled_feed())
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


async def until(look: Callable[[], Awaitable[T | None]]) -> T:
    async with asyncio.timeout(15):
        while not (found := await look()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return found


async def test_an_item_is_sold_by_conversation_and_found_by_a_shopper(
    origin: httpx.AsyncClient,
) -> None:
    ann = {"user_id": "ann"}
    sent = await origin.post("/media/api/v1/upload", params=ann, files={"file": ("a.jpg", photo())})
    key, media_id = sent.json()["s3_key"], sent.json()["media_id"]
    picture = f"/media/api/v1/media/{media_id}/download"
    assert (await origin.get(picture)).status_code == 401
    session = (await origin.post("/api/v1/chat", params=ann, json={"message": "hello"})).json()
    session_id = session["session_id"]

    foreign = {"listing_spec": SPEC | {"media_s3_keys": [key]}}
    refused = await origin.post("/crosspost/api/v1/post", params={"user_id": "bob"}, json=foreign)
    assert refused.status_code == 400
    assert "not yours" in refused.json()["message"]

    body = {"listing_spec": SPEC | {"media_s3_keys": [key]}, "session_id": session_id}
    posted = await origin.post("/crosspost/api/v1/post", params=ann, json=body)
    assert posted.status_code == 202
    job_id = posted.json()["job_id"]

    async def settled() -> dict[str, str] | None:
        job = (await origin.get(f"/crosspost/api/v1/jobs/{job_id}", params=ann)).json()
        parts = {one["marketplace"]: one for one in job["marketplace_jobs"]}
        done = parts["store"]["status"] == "live" and parts["craigslist"]["action"]
        return parts["store"] if done else None

    store = await until(settled)
    # A buyer, who is somebody else, finds it, sees its page and its photo.
    wanted = {"requirement_spec": {"product_type": "brass astrolabe"}}
    found = (await origin.post("/catalog/api/v1/search", json=wanted)).json()["products"]
    item = next(one for one in found if one["title"] == SPEC["title"])
    assert item["deep_link"] == store["confirmation_link"]
    assert item["seller_name"].startswith("Private seller ")
    assert item["image_url"] == picture
    assert (await origin.get(picture)).headers["content-type"] == "image/jpeg"
    assert SPEC["title"] in (await origin.get(item["deep_link"])).text
    zipped = await origin.get(
        f"/crosspost/api/v1/jobs/{job_id}/marketplaces/craigslist/photos.zip", params=ann
    )
    assert zipped.content.startswith(b"PK")

    async def heard() -> list[dict[str, Any]] | None:
        page = await origin.get(f"/api/v1/sessions/{session_id}/events", params=ann)
        events = [event["data"] for event in page.json()["events"] if event["type"] == "job"]
        last: list[dict[str, Any]] = events[-1]["marketplace_results"] if events else []
        statuses = {one["marketplace"]: one["status"] for one in last}
        is_over = statuses == {"store": "live", "craigslist": "needs_action"}
        return events if is_over else None

    await until(heard)
    inbox = (await origin.get("/api/v1/inbox", params=ann)).json()["items"]
    assert {item["kind"] for item in inbox} == {"job"}
    assert sorted(item["message"] for item in inbox) == [
        "“Zephyrine brass astrolabe” is live on the TalknShop store.",
        "“Zephyrine brass astrolabe” is ready for you to finish on Craigslist.",
    ]

    await origin.post(
        f"/crosspost/api/v1/jobs/{job_id}/sold", params=ann, json={"marketplace": "craigslist"}
    )

    async def gone() -> bool:
        job = (await origin.get(f"/crosspost/api/v1/jobs/{job_id}", params=ann)).json()
        return job["marketplace_jobs"][0]["status"] == "removed"

    await until(gone)
    assert (await origin.get(item["deep_link"])).status_code == 404
    found = (await origin.post("/catalog/api/v1/search", json=wanted)).json()["products"]
    assert SPEC["title"] not in [one["title"] for one in found]
    assert (await origin.get(picture)).status_code == 401


async def test_listings_are_handed_out_and_forgotten_with_the_person(
    origin: httpx.AsyncClient,
) -> None:
    ann = {"user_id": "ann"}
    posted = await origin.post("/crosspost/api/v1/post", params=ann, json={"listing_spec": SPEC})
    job_id = posted.json()["job_id"]
    exported = (await origin.get("/api/v1/me/export", params=ann)).json()
    assert [one["job_id"] for one in exported["listings"]] == [job_id]
    assert (await origin.delete("/api/v1/me", params=ann)).status_code == 200
    left = await origin.get("/crosspost/api/v1/jobs", params=ann)
    assert left.json() == {"jobs": []}

"""Photos of what is sold: everybody sees them for as long as a listing shows them."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from tests.media.conftest import Client
from tests.media.drawing import photo

from talknshop.clients.photos import PhotoStoreClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError
from talknshop.core.http import in_process_client
from talknshop.core.service_tokens import ServiceAuth, ServiceTokens
from talknshop.core.settings import Settings
from talknshop.core.tokens import open_signer
from talknshop.media.container import build_container
from talknshop.schemas.photos import ShownPhotos
from talknshop.testing.clock import ManualClock


@pytest.fixture
def photos(app: FastAPI, settings: Settings) -> PhotoStoreClient:
    clock = SystemClock()
    tokens = ServiceTokens(open_signer(settings, clock), clock, caller="crosspost", service="media")
    return PhotoStoreClient(in_process_client(app, settings, auth=ServiceAuth(tokens)))


async def uploaded(client: httpx.AsyncClient) -> tuple[str, str]:
    sent = await client.post("/api/v1/upload", files={"file": ("a.jpg", photo())})
    return sent.json()["s3_key"], sent.json()["download_url"]


def shown(*keys: str, by: str = "job_1_store", user_id: str = "ann") -> ShownPhotos:
    return ShownPhotos(user_id=user_id, shown_by=by, s3_keys=list(keys))


async def test_only_what_a_listing_shows_is_public(
    client: Client, photos: PhotoStoreClient
) -> None:
    ann, stranger = client("ann"), client(None)
    (key, url), (_, other) = await uploaded(ann), await uploaded(ann)
    assert (await stranger.get(url)).status_code == 401
    assert (await photos.show(shown(key))).public == 1
    answer = await stranger.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public")
    assert (await client("bob").get(url)).status_code == 200
    assert (await stranger.get(other)).status_code == 401
    # Two listings may show it; it stays until the last of them is down.
    await photos.show(shown(key, by="job_2_ebay"))
    await photos.show(shown())
    assert (await stranger.get(url)).status_code == 200
    await photos.show(shown(by="job_2_ebay"))
    assert (await stranger.get(url)).status_code == 401
    assert (await ann.get(url)).headers["Cache-Control"].startswith("private")


async def test_nobody_shows_the_photo_of_another(client: Client, photos: PhotoStoreClient) -> None:
    key, url = await uploaded(client("ann"))
    with pytest.raises(NotFoundError):
        await photos.show(shown(key, user_id="bob"))
    assert (await client(None).get(url)).status_code == 401
    # Only our services may ask at all.
    body = shown(key).model_dump()
    assert (await client("ann").post("/internal/photos", json=body)).status_code == 401


async def test_services_read_what_they_bring_to_a_marketplace(
    client: Client, photos: PhotoStoreClient
) -> None:
    key, url = await uploaded(client("ann"))
    assert await photos.content(key) == (await client("ann").get(url)).content
    with pytest.raises(NotFoundError):
        await photos.content(key.replace("uploads/", "uploads/x"))


async def test_a_photo_is_kept_for_as_long_as_it_is_shown(settings: Settings) -> None:
    clock = ManualClock()
    container = build_container(settings, clock=clock)
    try:
        stored = await container.intake.take("ann", "a.jpg", photo())
        await container.photo_shows.show(shown(stored.file.s3_key))
        clock.advance(seconds=timedelta(days=400).total_seconds())
        await container.sweep()
        assert await container.files.find_shown(stored.file.media_id) is not None
        await container.photo_shows.show(shown())
        await container.sweep()
        assert await container.files.get(stored.file.media_id) is None
    finally:
        await container.aclose()
        container.close()

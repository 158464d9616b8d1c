"""Photos behind the one origin: from the upload to products, and where nothing is installed."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from tests.media.drawing import bars, encoded

from talknshop.cli.one_process import create_one_process_app
from talknshop.cli.services import MEDIA_EXTRA, Extra
from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.not_installed import NotInstalled
from talknshop.core.settings import load_settings

FEED = (
    "id,title,link,price,currency,brand,gtin,product_type,availability\n"
    "1,Lumo desk lamp,https://shop.example/1,49.00,USD,Lumo,4006381333931,lamp,in stock\n"
    "2,Brightwell desk lamp,https://shop.example/2,59.00,USD,Brightwell,,lamp,in stock\n"
)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncGenerator[Starlette]:
    feed = tmp_path / "products.csv"
    feed.write_text(FEED)
    app = create_one_process_app(load_settings(data_dir=tmp_path / "data"), bundled_feed=feed)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: Starlette) -> AsyncGenerator[httpx.AsyncClient]:
    transport = StreamingASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", params={"user_id": "ann"}, timeout=60
    ) as client:
        yield client


def barcode(digits: str) -> bytes:
    code = bars(digits)
    picture = Image.new("RGB", (code.width + 200, code.height + 200), (235, 235, 235))
    picture.paste(code, (100, 100))
    return encoded(picture)


async def upload(client: httpx.AsyncClient, content: bytes) -> dict[str, str]:
    answer = await client.post("/media/api/v1/upload", files={"file": ("a.jpg", content)})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_photographed_barcode_ends_in_products(client: httpx.AsyncClient) -> None:
    file = await upload(client, barcode("4006381333931"))
    said = {
        "message": "one like this please",
        "media": [{"media_type": "image", "s3_key": file["s3_key"]}],
        "user_id": "ann",
    }
    answer = (await client.post("/api/v1/chat", json=said)).json()
    assert answer["type"] == "results", answer
    products = answer["data"]["products"]
    assert products[0]["title"] == "Lumo desk lamp"
    assert all(one["brand"] == "Lumo" for one in products)


async def test_somebody_elses_photo_reaches_nobody(
    client: httpx.AsyncClient, app: Starlette
) -> None:
    file = await upload(client, barcode("4006381333931"))
    said = {
        "message": "a lamp",
        "media": [{"media_type": "image", "s3_key": file["s3_key"]}],
        "user_id": "eve",
    }
    transport = StreamingASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as eve:
        answer = (await eve.post("/api/v1/chat", json=said)).json()
    assert answer["type"] == "results"
    assert "could not look at your picture" in answer["message"]
    assert len(answer["data"]["products"]) == 2


async def test_photos_are_part_of_what_is_a_persons(client: httpx.AsyncClient) -> None:
    file = await upload(client, barcode("4006381333931"))
    kept = (await client.get("/api/v1/me/export")).json()
    assert [one["media_id"] for one in kept["files"]] == [file["media_id"]]
    assert (await client.delete("/api/v1/me")).status_code == 200
    gone = await client.get(f"/media/api/v1/media/{file['media_id']}")
    assert gone.status_code == 404


async def test_a_barcode_is_found_with_any_number_of_zeros(client: httpx.AsyncClient) -> None:
    for digits in ("4006381333931", "04006381333931"):
        found = (await client.get(f"/catalog/api/v1/barcodes/{digits}")).json()
        assert (found["title"], found["product_type"]) == ("Lumo desk lamp", "lamp")
    assert (await client.get("/catalog/api/v1/barcodes/5901234123457")).status_code == 404
    assert (await client.get("/catalog/api/v1/barcodes/123")).status_code == 400


async def test_without_its_packages_every_path_says_how_to_have_them() -> None:
    app = NotInstalled("media", MEDIA_EXTRA.without)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://media"
    ) as client:
        answer = await client.post("/extract-image-attributes", json={})
    assert answer.status_code == 501
    assert "make run-media" in answer.json()["message"]
    assert answer.json()["error"] == "configuration_error"
    assert not Extra(("nothing_of_this_name",), "").is_installed()
    assert MEDIA_EXTRA.is_installed()

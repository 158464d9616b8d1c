"""What a picture shows, from the file to the answer, with barcodes and words drawn here."""

import base64
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from tests.media.conftest import Client
from tests.media.drawing import bars, encoded, photo

from talknshop.media.images.quality import perceptual_hash

KNOWN, UNKNOWN = "4006381333931", "5901234123457"
PATHS = (
    "/extract-image-attributes",
    "/api/v1/extract-image-attributes",
)


def package(code: str | None = None, *, words: str = "", blur: float = 0.0) -> bytes:
    """A box with a barcode and words in large letters."""
    picture = Image.new("RGB", (900, 700), (230, 228, 224))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 60, 780, 640), fill=(250, 250, 250))
    if code is not None:
        picture.paste(bars(code), (250, 330))
    draw.text((170, 120), words, fill=(20, 30, 90), font=ImageFont.load_default(size=84))
    return encoded(picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture)


async def looked_at(client: httpx.AsyncClient, content: bytes, **asked: object) -> dict[str, Any]:
    body = {"image_file": base64.b64encode(content).decode(), **asked}
    answer = await client.post("/extract-image-attributes", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_known_barcode_is_the_product_itself(client: Client) -> None:
    found = await looked_at(client("ann"), package(KNOWN), extract_text=False)
    assert [code["gtin"] for code in found["barcodes"]] == [KNOWN]
    assert (found["brand"], found["product_type"]) == ("Lumo", "lamp")
    assert found["product"]["product_id"] == "store_1"
    assert {one["source"] for one in found["attributes"] if one["name"] != "color"} == {"barcode"}


async def test_an_unknown_barcode_stays_a_number(client: Client) -> None:
    found = await looked_at(client("ann"), package(UNKNOWN, blur=1.2), extract_text=False)
    assert [code["gtin"] for code in found["barcodes"]] == [UNKNOWN]
    assert found["product"] is None
    assert found["brand"] is None


async def test_words_name_maker_and_size_and_nothing_is_made_up(client: Client) -> None:
    ann = client("ann")
    named = await looked_at(ann, package(words="Brightwell 256GB"))
    assert named["brand"] == "Brightwell"
    assert {one["name"]: one["value"] for one in named["attributes"]}["storage"] == "256GB"
    assert all(one["source"] == "text" for one in named["attributes"] if one["name"] == "brand")
    plain = await looked_at(ann, photo(640, 480))
    assert (plain["brand"], plain["product_type"], plain["labels"], plain["objects"]) == (
        None, None, [], [],
    )  # fmt: skip
    assert (plain["color"], plain["dominant_colors"][0]) == ("blue", "blue")


async def test_model_and_kind_come_from_a_line_of_products(client: Client) -> None:
    found = await looked_at(client("ann"), package(words="iPhone 13 Pro"))
    assert (found["brand"], found["model"]) == ("Apple", "iPhone 13 Pro")
    assert found["product_type"] == "smartphone"


async def test_without_words_they_are_not_read(client: Client) -> None:
    found = await looked_at(client("ann"), package(words="Brightwell"), extract_text=False)
    assert (found["text"], found["brand"]) == ([], None)


@pytest.mark.parametrize("path", PATHS)
async def test_an_uploaded_picture_is_named_by_its_key(client: Client, path: str) -> None:
    ann = client("ann")
    file = (await ann.post("/upload", files={"file": ("a.jpg", package(KNOWN))})).json()
    for key in (file["s3_key"], f"s3://talknshop-media/{file['s3_key']}"):
        answer = await ann.post(path, json={"s3_key": key, "extract_text": False})
        assert answer.json()["product"]["title"] == "Lumo desk lamp"


async def test_the_shapes_of_image_services(client: Client) -> None:
    ann = client("ann")
    picture = base64.b64encode(package(KNOWN)).decode()
    body = {"image_file": picture, "analysis_types": ["labels"]}
    for path in ("/api/v1/analyze-image", "/api/v1/extract-attributes", "/analyze-image"):
        told = (await ann.post(path, json=body)).json()
        assert told["status"] == "completed"
        assert told["labels"] == [{"name": "lamp", "confidence": 0.98, "parents": []}]
        assert told["text_detections"] == []
    like = (await ann.post("/api/v1/extract-characteristics", json=body)).json()
    assert (like["item_type"], like["primary_item"]) == ("lamp", "Lumo desk lamp")
    assert {"name": "brand", "value": "Lumo", "confidence": 0.98, "category": "barcode"} in like[
        "characteristics"
    ]


async def test_one_of_several_may_fail(client: Client) -> None:
    good = {"image_file": base64.b64encode(photo()).decode(), "extract_text": False}
    body = {"images": [good, {"image_file": "bm90IGEgcGljdHVyZQ=="}, "uploads/a/none.jpg"]}
    told = (await client("ann").post("/api/v1/analyze-image/batch", json=body)).json()
    assert [one["status"] for one in told["results"]] == ["completed", "failed", "failed"]
    assert told["status"] == "completed"
    assert told["results"][1]["error_message"]
    many = {"images": [good] * 11}
    assert (await client("ann").post("/api/v1/analyze-image/batch", json=many)).status_code == 400


async def test_a_seller_is_told_what_would_help(client: Client) -> None:
    ann = client("ann")
    keys = [
        (await ann.post("/upload", files={"file": ("a.jpg", one)})).json()
        for one in (package(words="Lumo"), package(words="Lumo"), package(words="Lumo", blur=6))
    ]
    asked = [{"s3_key": one["s3_key"], "extract_text": False} for one in keys]
    first, again, blurred = [
        (await ann.post("/extract-image-attributes", json=one)).json()["quality"] for one in asked
    ]
    assert "duplicate" not in first["hints"]
    assert "small" in first["hints"]
    assert again["duplicates"] == [keys[0]["media_id"]]
    assert "blurred" in blurred["hints"]
    assert "blurred" not in first["hints"]


def test_a_hash_survives_a_smaller_copy_and_tells_others_apart() -> None:
    noise = np.random.default_rng(5)
    coarse = noise.integers(0, 255, (2, 9, 9)).astype(np.uint8)
    one, other = (
        np.asarray(Image.fromarray(grid).resize((400, 300), Image.Resampling.BICUBIC))
        for grid in coarse
    )
    small = np.asarray(Image.fromarray(one).resize((190, 150), Image.Resampling.LANCZOS))

    def apart(left: object, right: object) -> int:
        pair = [int(perceptual_hash(np.asarray(p, dtype=np.uint8)), 16) for p in (left, right)]
        return (pair[0] ^ pair[1]).bit_count()

    assert apart(one, small) <= 6
    assert apart(one, other) > 16


async def test_the_service_tells_how_it_is(client: Client) -> None:
    ann = client("ann")
    assert (await ann.get("/health")).json()["status"] == "ok"
    assert "talknshop_http_requests" in str((await ann.get("/metrics")).json())

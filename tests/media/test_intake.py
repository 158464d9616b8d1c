"""Files come in whole or in pieces, and only their owner has them."""

import io
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from tests.media.conftest import Client
from tests.media.drawing import encoded, opened, photo

from talknshop.core.settings import Settings
from talknshop.media.container import Container, build_container
from talknshop.schemas.media import UploadDraft
from talknshop.testing.clock import ManualClock

DRAFT = {"file_name": "box.jpg", "content_type": "image/jpeg"}


async def announced(client: httpx.AsyncClient, size: int | None = None) -> dict[str, str]:
    draft = {**DRAFT, "file_size": size} if size else DRAFT
    answer = await client.post("/api/v1/upload-url", json=draft)
    assert answer.status_code == 201
    return answer.json()


async def test_a_form_is_taken_at_once(client: Client) -> None:
    ann = client("ann")
    answer = await ann.post("/api/v1/upload", files={"file": ("../../x.png", photo(form="PNG"))})
    file = answer.json()
    assert answer.status_code == 201
    assert file["s3_key"].startswith("uploads/")
    assert ".." not in file["s3_key"]
    assert (file["width"], file["height"]) == (320, 240)
    assert file["processing_status"] == "completed"
    kept = opened((await ann.get(file["download_url"])).content)
    assert (kept.format, kept.size) == ("JPEG", (320, 240))


@pytest.mark.embedded
async def test_an_older_client_announces_on_the_same_path(client: Client) -> None:
    ann = client("ann")
    body = {"file_name": "a.jpg", "file_type": "image/jpeg", "file_size": 1_000}
    told = (await ann.post("/api/v1/upload", json=body)).json()
    assert told["metadata"]["processing_status"] == "pending"
    assert told["metadata"]["s3_bucket"] == "talknshop-media"
    assert told["upload_url"].startswith(f"/api/v1/uploads/{told['media_id']}?token=")


@pytest.mark.embedded
@pytest.mark.parametrize("way", ["PUT", "POST"])
async def test_the_address_takes_the_bytes_once(client: Client, way: str) -> None:
    ann, anybody = client("ann"), client(None)
    told = await announced(ann)

    async def send() -> httpx.Response:
        if way == "PUT":
            return await anybody.put(told["upload_url"], content=photo())
        return await anybody.post(told["upload_url"], files={"file": ("a.jpg", photo())})

    first = await send()
    assert first.status_code == 201
    assert first.json()["s3_key"] == told["s3_key"]
    assert (await send()).status_code == 400
    assert len((await ann.get("/api/v1/media")).json()["files"]) == 1


@pytest.mark.embedded
async def test_a_broken_upload_goes_on_where_it_broke(client: Client) -> None:
    content = photo(900, 700)
    ann = client("ann")
    told = await announced(ann, len(content))
    url, offset = told["upload_url"], 0
    for piece in (1_000, 5_000, len(content)):
        came = await ann.head(url)
        assert came.headers["upload-offset"] == str(offset)
        assert came.headers["upload-length"] == str(len(content))
        sent = content[offset : offset + piece]
        answer = await ann.patch(url, content=sent, headers={"Upload-Offset": str(offset)})
        offset += len(sent)
        assert answer.headers["upload-offset"] == str(offset)
    assert answer.status_code == 200
    assert answer.json()["width"] == 900
    assert (await ann.get(answer.json()["download_url"])).status_code == 200


@pytest.mark.embedded
async def test_a_piece_for_another_place_is_told_the_right_one(client: Client) -> None:
    ann = client("ann")
    url = (await announced(ann, 10_000))["upload_url"]
    answer = await ann.patch(url, content=b"x", headers={"Upload-Offset": "5"})
    assert answer.status_code == 409
    assert answer.json()["additional_data"]["offset"] == 0


@pytest.mark.embedded
async def test_pieces_beyond_what_was_announced_are_refused(client: Client) -> None:
    ann = client("ann")
    url = (await announced(ann, 100))["upload_url"]
    answer = await ann.patch(url, content=b"x" * 5_000, headers={"Upload-Offset": "0"})
    assert answer.status_code == 413
    assert (await ann.head(url)).headers["upload-offset"] == "0"


@pytest.mark.embedded
async def test_a_token_is_for_one_file_and_cannot_be_made_up(client: Client) -> None:
    ann = client("ann")
    one, other = await announced(ann), await announced(ann)
    token = one["upload_url"].split("token=")[1]
    for path, said in ((other["media_id"], token), (one["media_id"], token[:-2] + "xx")):
        answer = await ann.put(f"/api/v1/uploads/{path}?token={said}", content=photo())
        assert answer.status_code == 401


@pytest.mark.embedded
async def test_what_was_announced_as_a_picture_must_be_one(client: Client) -> None:
    ann = client("ann")
    told = await announced(ann)
    wave = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40
    assert (await ann.put(told["upload_url"], content=wave)).status_code == 415
    # The person may try again with the same address.
    assert (await ann.put(told["upload_url"], content=photo())).status_code == 201


@pytest.mark.embedded
async def test_too_large_is_said_before_it_is_sent_and_while(client: Client) -> None:
    ann = client("ann")
    draft = {**DRAFT, "file_size": 50_000_000}
    assert (await ann.post("/api/v1/upload-url", json=draft)).status_code == 413
    told = await announced(ann)

    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(400):
            yield b"\xff\xd8\xff" + b"x" * 100_000

    assert (await ann.put(told["upload_url"], content=endless())).status_code == 413


@pytest.mark.parametrize("kind", ["video/mp4", "text/html", "image", "audio/mpeg"])
async def test_what_is_not_understood_here_is_said(client: Client, kind: str) -> None:
    body = {"file_name": "x", "content_type": kind}
    answer = await client("ann").post("/api/v1/upload-url", json=body)
    assert answer.status_code == (201 if kind in {"image", "audio/mpeg"} else 415)


async def test_nobody_cannot_own_a_file(client: Client) -> None:
    assert (await client(None).post("/api/v1/upload-url", json=DRAFT)).status_code == 401
    files = {"file": ("a.jpg", photo())}
    assert (await client(None).post("/api/v1/upload", files=files)).status_code == 401


async def test_it_is_turned_as_it_was_held_and_tells_no_place(client: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Ann"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    ann = client("ann")
    sent = photo(300, 200, exif=exif)
    assert b"Camera of Ann" in sent
    file = (await ann.post("/api/v1/upload", files={"file": ("a.jpg", sent)})).json()
    assert (file["width"], file["height"]) == (200, 300)
    kept = (await ann.get(file["download_url"])).content
    assert not dict(opened(kept).getexif())
    assert b"Camera" not in kept


async def test_photos_of_iphones_are_taken(client: Client) -> None:
    from pillow_heif import from_pillow  # noqa: PLC0415

    file = io.BytesIO()
    from_pillow(Image.new("RGB", (64, 48), (200, 10, 10))).save(file)  # pyright: ignore[reportUnknownMemberType]  # not typed there
    answer = await client("ann").post("/upload", files={"file": ("a.heic", file.getvalue())})
    assert (answer.status_code, answer.json()["width"]) == (201, 64)


async def test_transparent_is_shown_on_white(client: Client) -> None:
    ann = client("ann")
    clear = encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    file = (await ann.post("/api/v1/upload", files={"file": ("a.png", clear)})).json()
    kept = opened((await ann.get(file["download_url"])).content)
    assert kept.getpixel((5, 5)) == (255, 255, 255)


async def test_all_of_a_person_goes_at_once(client: Client, app: FastAPI) -> None:
    ann, bob = client("ann"), client("bob")
    for person in (ann, ann, bob):
        await person.post("/api/v1/upload", files={"file": ("a.jpg", photo())})
    container: Container = app.state.container
    keys = [one.file.s3_key for one in await container.files.of_user("ann")]
    assert (await ann.delete("/api/v1/media")).json() == {"deleted": 2}
    assert (await ann.get("/api/v1/media")).json() == {"files": []}
    assert len((await bob.get("/api/v1/media")).json()["files"]) == 1
    assert len(keys) == 2


@pytest.mark.embedded
async def test_what_has_expired_is_removed(settings: Settings) -> None:
    clock = ManualClock()
    container = build_container(settings, clock=clock)
    await container.intake.take("ann", "a.jpg", photo())
    draft = UploadDraft.model_validate({**DRAFT, "file_size": 1_000})
    announced = await container.intake.announce("ann", draft)
    stored, token = announced.stored, announced.token
    grant = container.intake.grant(stored.file.media_id, token)

    async def piece() -> AsyncGenerator[bytes]:
        yield b"x"

    await container.intake.append(grant, 0, piece(), length=None)
    copies = settings.data_dir / "media" / "copies"
    assert len([path for path in copies.rglob("*") if path.is_file()]) == 1
    clock.advance(seconds=3_600 * (settings.media_ttl_hours + 1))
    await container.sweep()
    assert await container.files.of_user("ann") == []
    assert [path for path in copies.rglob("*") if path.is_file()] == []
    assert await container.incoming.size(stored.file.media_id) == 0
    await container.aclose()
    container.close()

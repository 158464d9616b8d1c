"""Whatever is sent is refused with a sentence, or only its pixels are kept."""

import asyncio
import base64
import contextlib
import os
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.media.conftest import Client
from tests.media.drawing import opened, photo
from tests.media.hostile import NEUTRALISED, REFUSED, svg

from talknshop.media.container import Container

_MARKS = (b"<script", b"<?php", b"PK\x03\x04", b"evil.html", b"Exif", b"<html")


async def send(client: httpx.AsyncClient, content: bytes) -> httpx.Response:
    files = {"file": ("holiday.jpg", content, "image/jpeg")}
    return await client.post("/api/v1/upload", files=files)


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(NEUTRALISED) >= 40


async def test_each_is_refused_with_a_sentence(client: Client) -> None:
    ann, otherwise = client("ann"), dict[str, int]()
    for name, make in REFUSED.items():
        content = make()
        answer = await send(ann, content)
        # Nor is it looked at when it comes in another way.
        asked = {"image_file": base64.b64encode(content).decode(), "extract_text": False}
        again = await ann.post("/extract-image-attributes", json=asked)
        for one in (answer, again):
            if one.status_code not in range(400, 500) or not one.json()["message"].endswith("."):
                otherwise[name] = one.status_code
    assert otherwise == {}
    assert (await ann.get("/api/v1/media")).json() == {"files": []}


async def test_of_the_others_only_pixels_are_kept(client: Client) -> None:
    ann = client("ann")
    for name, make in NEUTRALISED.items():
        answer = await send(ann, make())
        assert answer.status_code == 201, name
        kept = await ann.get(answer.json()["download_url"])
        assert kept.headers["content-type"] == "image/jpeg"
        assert kept.headers["x-content-type-options"] == "nosniff"
        assert kept.headers["content-security-policy"].startswith("default-src 'none'")
        assert "attachment" in kept.headers["content-disposition"]
        assert not any(mark in kept.content for mark in _MARKS), name
        assert opened(kept.content).format == "JPEG"


async def test_nothing_grows(client: Client, app: FastAPI) -> None:
    """After a hundred refusals the worker is no larger than after ten."""
    ann = client("ann")
    container: Container = app.state.container
    sizes: list[int] = []
    for turn in range(4):
        for make in (
            REFUSED["text that unpacks to much"],
            REFUSED["jpeg cut in its middle"],
            photo,
        ):
            for _ in range(8):
                await send(ann, make())
        pid = container.decoder.pid
        assert pid is not None
        sizes.append(_resident_kilobytes(pid))
        assert turn == 0 or sizes[-1] < sizes[0] + 20_000


async def test_nor_does_the_service_with_all_of_them(client: Client, app: FastAPI) -> None:
    ann = client("ann")
    container: Container = app.state.container
    files = [make() for make in (*REFUSED.values(), *NEUTRALISED.values())]
    sizes: list[tuple[int, int]] = []
    for _ in range(3):
        for content in files:
            assert (await send(ann, content)).status_code < 500
        pid = container.decoder.pid
        assert pid is not None
        sizes.append((_resident_kilobytes(os.getpid()), _resident_kilobytes(pid)))
    for before, after in zip(sizes[1], sizes[2], strict=True):
        assert after < before + 20_000, sizes


def _resident_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise LookupError("the worker is gone")


_LINKS = (
    "http://169.254.169.254/latest/meta-data/",
    "https://example.com/a.jpg",
    "file:///etc/passwd",
    "ftp://example.com/a.jpg",
    "//example.com/a.jpg",
    "s3://somebody-elses-bucket/uploads/a/b.jpg",
    "gopher://127.0.0.1:6379/_x",
)


@pytest.mark.parametrize("link", _LINKS)
async def test_addresses_are_never_fetched(client: Client, link: str) -> None:
    ann = client("ann")
    for body in ({"s3_key": link}, {"image_url": link}, {"image_file": link}):
        answer = await ann.post("/api/v1/extract-image-attributes", json=body)
        assert answer.status_code == 400, body
        assert answer.json()["message"]


@pytest.mark.socket
async def test_nobody_is_called(client: Client) -> None:
    """A listener that every address in every way names is never connected to."""
    calls: list[str] = []

    async def called(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(str(writer.get_extra_info("peername")))
        writer.close()

    listener = await asyncio.start_server(called, "127.0.0.1", 0)
    async with listener:
        address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/a.jpg"
        ann = client("ann")
        drawing = svg().replace(b"http://127.0.0.1:9/never", address.encode())
        page = f'<!doctype html><img src="{address}">'.encode()
        entity = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{address}">]><a>&b;</a>'.encode()
        described = photo(comment=address.encode())
        for content in (drawing, page, entity, address.encode(), described):
            assert (await send(ann, content)).status_code in {201, 400, 415, 422}
            body = {"image_file": base64.b64encode(content).decode(), "extract_text": False}
            answer = await ann.post("/extract-image-attributes", json=body)
            assert answer.status_code < 500
        for name in ("s3_key", "image_url", "image_file", "audio_file", "audio_url"):
            for path in ("/extract-image-attributes", "/api/v1/analyze-image", "/transcribe"):
                answer = await ann.post(path, json={name: address})
                assert 400 <= answer.status_code < 500, (name, path)
        await asyncio.sleep(0.1)
    assert calls == []


_PATHS = (
    "../../etc/passwd",
    "uploads/../../secret",
    "/etc/passwd",
    "uploads/a/..",
    "\0",
    "a" * 2_000,
)


@pytest.mark.parametrize("key", _PATHS)
async def test_no_key_leads_out_of_the_folder(client: Client, key: str) -> None:
    ann = client("ann")
    answer = await ann.post("/api/v1/extract-image-attributes", json={"s3_key": key})
    assert answer.status_code in {400, 404}
    with contextlib.suppress(httpx.InvalidURL):
        for method in ("GET", "DELETE"):
            found = await ann.request(method, f"/api/v1/media/{key}")
            assert found.status_code in {400, 404, 405}


async def test_what_is_somebody_elses_is_not_there(client: Client) -> None:
    ann, bob, nobody = client("ann"), client("bob"), client(None)
    file = (await send(ann, photo())).json()
    for path in (f"/api/v1/media/{file['media_id']}", file["download_url"]):
        assert (await bob.get(path)).status_code == 404
        assert (await nobody.get(path)).status_code == 401
    assert (await bob.delete(f"/api/v1/media/{file['media_id']}")).status_code == 404
    asked = {"s3_key": file["s3_key"], "extract_text": False}
    assert (await bob.post("/extract-image-attributes", json=asked)).status_code == 404
    assert (await nobody.post("/extract-image-attributes", json=asked)).status_code == 401
    assert (await ann.get(file["download_url"])).status_code == 200

"""What comes in as a recording: every form of phones and browsers; nothing that does harm."""

import base64
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.media.conftest import Client
from tests.media.hostile_sounds import NEUTRALISED, REFUSED
from tests.media.sounds import FORMS, can_be_written, recording, tone, wav, written

from talknshop.media.container import Container
from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.recordings import Recordings

_MARKS = (b"<script", b"<?php", b"<html", b"MZ\x90")


@pytest.mark.parametrize("form", sorted(form for form in FORMS if can_be_written(form)))
async def test_every_form_is_opened(form: str) -> None:
    recordings = Recordings()
    samples = await recordings.samples(written(form))
    assert len(samples) / 2 / SAMPLE_RATE == pytest.approx(4.3, abs=0.2)
    await recordings.aclose()


async def send(client: httpx.AsyncClient, content: bytes) -> httpx.Response:
    files = {"file": ("said.wav", content, "audio/wav")}
    return await client.post("/api/v1/upload", files=files)


async def test_each_hostile_file_is_refused_with_a_sentence(client: Client) -> None:
    ann, otherwise = client("ann"), dict[str, int]()
    for name, make in REFUSED.items():
        content = make()
        answer = await send(ann, content)
        asked = {"audio_file": base64.b64encode(content).decode()}
        again = await ann.post("/transcribe", json=asked)
        form = await ann.post("/v1/audio/transcriptions", files={"file": ("a.wav", content)})
        for one in (answer, again, form):
            if one.status_code not in range(400, 500):
                otherwise[name] = one.status_code
            elif not one.json()["message"].endswith("."):
                otherwise[name] = -1
    assert otherwise == {}
    assert (await ann.get("/api/v1/media")).json() == {"files": []}


async def test_of_the_others_only_sound_is_kept(client: Client) -> None:
    ann = client("ann")
    for name, make in NEUTRALISED.items():
        answer = await send(ann, make())
        assert answer.status_code == 201, name
        kept = await ann.get(answer.json()["download_url"])
        assert kept.headers["content-type"] == "audio/flac"
        assert kept.headers["x-content-type-options"] == "nosniff"
        assert kept.content.startswith(b"fLaC"), name
        assert not any(mark in kept.content for mark in _MARKS), name
        assert 0.2 < answer.json()["duration_seconds"] < 5, name


async def test_what_lasts_longer_than_a_minute_is_told_so(client: Client) -> None:
    long = written("flac", wav(bytes(2 * 8_000 * 75), rate=8_000))
    asked = {"audio_file": base64.b64encode(long).decode()}
    answer = await client("ann").post("/transcribe", json=asked)
    assert answer.status_code == 413
    assert "60 seconds" in answer.json()["message"]


async def test_nothing_grows(client: Client, app: FastAPI) -> None:
    """After many refusals the worker is no larger than after a few."""
    ann = client("ann")
    container: Container = app.state.container
    makes = [make() for make in list(REFUSED.values())[:15]]
    sizes: list[int] = []
    for _ in range(4):
        for content in makes:
            await send(ann, content)
        await send(ann, recording())
        sizes.append(_resident_kilobytes(container.recordings.pid))
    assert sizes[-1] < sizes[0] * 1.2 + 4_000


def _resident_kilobytes(pid: int | None) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def test_another_persons_recording_is_not_there(client: Client) -> None:
    key = (await send(client("ann"), recording())).json()["s3_key"]
    answer = await client("bob").post("/transcribe", json={"s3_key": key})
    assert answer.status_code == 404
    nobody = await client(None).post("/transcribe", json={"s3_key": key})
    assert nobody.status_code == 401


@pytest.mark.parametrize(
    "asked",
    [
        {"s3_key": "https://example.com/a.mp3"},
        {"s3_key": "s3://elsewhere/a.mp3"},
        {"s3_key": "../../etc/passwd"},
        {"audio_url": "http://127.0.0.1/a.mp3"},
        {"audio_file": "http://127.0.0.1/a.mp3"},
        {"audio_file": "not in base64"},
        {},
    ],
)
async def test_addresses_and_paths_are_refused(client: Client, asked: dict[str, str]) -> None:
    answer = await client("ann").post("/api/v1/transcribe", json=asked)
    assert answer.status_code in {400, 404}
    assert answer.json()["message"].endswith(".")


async def test_silence_has_no_words(client: Client) -> None:
    asked = {"audio_file": base64.b64encode(wav(bytes(2 * SAMPLE_RATE))).decode()}
    told = (await client("ann").post("/transcribe", json=asked)).json()
    assert (told["transcript"], told["confidence"], told["needs_confirmation"]) == ("", 0.0, True)


async def test_a_tone_is_not_believed(client: Client) -> None:
    asked = {"audio_file": base64.b64encode(wav(tone(2.0))).decode()}
    told = (await client("ann").post("/transcribe", json=asked)).json()
    assert told["needs_confirmation"]

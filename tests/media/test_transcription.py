"""Recordings to words over HTTP, with the embedded engine and real recordings."""

import base64

import pytest
from tests.media.conftest import Client
from tests.media.sounds import SAID, recording, written


def asked(name: str = "jacket.ogg") -> dict[str, str]:
    return {"audio_file": base64.b64encode(recording(name)).decode()}


def shared_words(one: str, other: str) -> float:
    wanted = one.split()
    return sum(word in other.split() for word in wanted) / len(wanted)


@pytest.mark.parametrize("path", ["/transcribe", "/api/v1/transcribe"])
async def test_both_paths_answer_with_words(client: Client, path: str) -> None:
    told = (await client("ann").post(path, json=asked())).json()
    assert shared_words(SAID["jacket.ogg"], told["raw_transcript"]) > 0.8
    assert "$250" in told["transcript"]
    assert told["engine"] == "embedded"
    assert told["duration_seconds"] == pytest.approx(4.3, abs=0.1)
    assert 0 <= told["confidence"] <= 1
    assert told["needs_confirmation"] is (told["confidence"] < 0.4)
    assert [one["start_time"] for one in told["segments"]] == sorted(
        one["start_time"] for one in told["segments"]
    )


async def test_an_uploaded_recording_is_heard_by_its_key(client: Client) -> None:
    ann = client("ann")
    sent = await ann.post("/api/v1/upload", files={"file": ("a.webm", written("webm"))})
    file = sent.json()
    assert (sent.status_code, file["media_type"], file["content_type"]) == (
        201, "audio", "audio/flac",
    )  # fmt: skip
    for key in (file["s3_key"], f"s3://{file['s3_bucket']}/{file['s3_key']}"):
        told = await ann.post("/transcribe", json={"s3_key": key, "language": "en-US"})
        assert "jacket" in told.json()["transcript"]


async def test_a_transcription_is_its_owners(client: Client) -> None:
    told = (await client("ann").post("/transcribe", json=asked("laptop.ogg"))).json()
    path = f"/api/v1/transcribe/{told['transcription_id']}"
    again = (await client("ann").get(path)).json()
    assert (again["status"], again["transcript"]) == ("completed", told["transcript"])
    assert (await client("bob").get(path)).status_code == 404


async def test_several_at_once(client: Client) -> None:
    batch = {"recordings": [asked(), {"audio_file": "broken"}, "uploads/nobody/nothing.flac"]}
    told = (await client("ann").post("/api/v1/transcribe/batch", json=batch)).json()
    assert [one["status"] for one in told["results"]] == ["completed", "failed", "failed"]


async def test_what_was_said_of_a_thing(client: Client) -> None:
    told = (await client("ann").post("/extract-audio-characteristics", json=asked())).json()
    found = {one["name"]: one["value"] for one in told["characteristics"]}
    assert (found["product_type"], found["color"]) == ("leather jacket", "black")
    assert {one["category"] for one in told["characteristics"]} == {"speech"}


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("json", '{"text":"'),
        ("text", ""),
        ("srt", "1\n00:00:0"),
        ("vtt", "WEBVTT\n\n00:00:0"),
        ("verbose_json", '{"task":"transcribe"'),
    ],
)
async def test_openai_clients_are_answered(client: Client, form: str, beginning: str) -> None:
    answer = await client("ann").post(
        "/v1/audio/transcriptions",
        files={"file": ("said.ogg", recording())},
        data={"model": "embedded", "response_format": form},
    )
    assert answer.status_code == 200
    assert answer.text.startswith(beginning)
    assert "jacket" in answer.text


async def test_a_form_that_is_wrong_is_told(client: Client) -> None:
    ann = client("ann")
    path, file = "/v1/audio/transcriptions", {"file": ("said.ogg", recording())}
    for sent in (
        await ann.post(path, json={}),
        await ann.post(path, files=file, data={"response_format": "xml"}),
        await ann.post(path, files=file, data={"stream": "true"}),
    ):
        assert sent.status_code == 400


async def test_the_engine_is_listed_and_says_how_it_is(client: Client) -> None:
    ann = client("ann")
    assert [one["id"] for one in (await ann.get("/v1/models")).json()["data"]] == ["embedded"]
    engines = (await ann.get("/health")).json()["engines"]
    assert engines["speech"] == "embedded"
    assert "general" in engines["speech_note"]

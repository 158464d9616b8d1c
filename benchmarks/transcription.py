"""How long a recording takes to become words over HTTP, and what the media service then holds.

Usage: python -m benchmarks.transcription [RECORDING] [--requests 60] [--model]

The service runs in a process of its own (`talknshop serve media`), the recording goes to
`/transcribe` in base64, one request after the other; then one picture, so that everything is
loaded, and the memory of the service with its workers is read: RSS counts what they share once for
each, PSS once in all. With --model the model of shopping language is built first, as in production;
without it the general one answers. Wall-clock times stand beside the processor's, because a machine
that is busy makes only the first longer.
"""

import argparse
import base64
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image, ImageDraw

_SPOKEN = Path(__file__).parent.parent / "tests" / "media" / "recordings" / "jacket.ogg"
_START_SECONDS = 120.0
_BUILD_SECONDS = 600.0
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path, nargs="?", default=_SPOKEN)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--model", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _service(folder, builds=arguments.model) as run:
        process, client = run
        if arguments.model:
            _wait_for_model(client)
        _measure(process.pid, client, arguments.recording.read_bytes(), arguments.requests)


@contextmanager
def _service(
    folder: str, *, builds: bool
) -> Generator[tuple["subprocess.Popen[str]", httpx.Client]]:
    program = (f"import os, sys; os.environ['MEDIA_STT_BUILD_MODEL'] = '{builds}'; from talknshop.cli.main import app; sys.argv = ['talknshop', 'serve', "
               f"'media', '--port', '0', '--data', {folder!r}]; app()")  # fmt: skip
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=_address(process), timeout=120.0) as client:
            yield process, client
    finally:
        process.terminate()
        process.wait(timeout=30)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None  # noqa: S101  # a pipe, see _service
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        for word in process.stdout.readline().split():
            at = word.find("http://")
            if at >= 0:
                return word[at:].rstrip("/.,\"'}")
    raise TimeoutError("the media service did not start")


def _wait_for_model(client: httpx.Client) -> None:
    deadline = time.monotonic() + _BUILD_SECONDS
    while client.get("/health").json()["engines"].get("speech_note") is not None:
        if time.monotonic() > deadline:
            raise TimeoutError("the model of shopping language was not built")
        time.sleep(1)


def _measure(pid: int, client: httpx.Client, recording: bytes, requests: int) -> None:
    asked = {"audio_file": base64.b64encode(recording).decode()}
    told = client.post("/transcribe", json=asked).raise_for_status().json()
    times: list[float] = []
    busy = _processor_seconds(pid)
    for _ in range(requests):
        started = time.perf_counter()
        client.post("/transcribe", json=asked).raise_for_status()
        times.append(time.perf_counter() - started)
    spent = (_processor_seconds(pid) - busy) / requests
    times.sort()
    p50, p95 = times[len(times) // 2], times[min(int(len(times) * 0.95), len(times) - 1)]
    length = float(told["duration_seconds"])
    print(
        f"/transcribe, {length:.1f} s of sound, {requests} requests: p50 {p50 * 1e3:,.0f} ms, "
        f"p95 {p95 * 1e3:,.0f} ms; processor {spent * 1e3:,.0f} ms, {spent / length:.2f} of its "
        "length"
    )
    photo = {"image_file": base64.b64encode(_photo()).decode(), "extract_text": True}
    client.post("/extract-image-attributes", json=photo).raise_for_status()
    own, shared = _memory(pid)
    print(f"memory with everything loaded: RSS {own / 1024:,.0f} MB, PSS {shared / 1024:,.0f} MB")


def _photo() -> bytes:
    picture = Image.new("RGB", (1280, 960), "white")
    ImageDraw.Draw(picture).text((200, 400), "LUMO DESK LAMP", fill="black", font_size=80)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _memory(pid: int) -> tuple[int, int]:
    """RSS and PSS of a process and of all that it started, in kB."""
    own = shared = 0
    for one in _family(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            own += int(value.split()[0]) if name == "Rss" else 0
            shared += int(value.split()[0]) if name == "Pss" else 0
    return own, shared


def _processor_seconds(pid: int) -> float:
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


if __name__ == "__main__":
    main()

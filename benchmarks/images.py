"""Figures of looking at photos: time through the HTTP service, processor time, memory.

Usage: python -m benchmarks.images [--rounds 20]

Pictures of 1280 by 960 pixels are drawn: a package with a barcode and words, one with words alone,
a thing without either. Each is asked for as a whole file in base64, one after the other, so that
decoding and writing anew count. Wall-clock times stand beside the processor time of everything that
works on it, because a machine that is busy makes only the first longer. Memory is that of the
processes after it, as their proportional share (PSS).
"""

import argparse
import asyncio
import base64
import io
import os
import tempfile
import time
from collections.abc import AsyncGenerator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from pathlib import Path

import httpx
import uvicorn

from talknshop.core.clock import SystemClock
from talknshop.core.logging import configure_logging
from talknshop.core.service_tokens import ORIGIN, SERVICE_TOKEN_HEADER, ServiceTokens, user_header
from talknshop.core.settings import LogLevel, load_settings
from talknshop.core.tokens import open_signer
from talknshop.media.app import create_app

_SIZE = (1_280, 960)
_SEED = 7
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_MEGABYTE = 1024
_WORKER = "talknshop.media.worker_main"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    configure_logging(LogLevel.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), parser.parse_args().rounds))


async def _measure(folder: Path, rounds: int) -> None:
    # In a process of its own, so that what draws is not counted as memory of the service.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as drawing:
        pictures = {
            "barcode and words": drawing.submit(_package, code=True, words=True).result(),
            "words": drawing.submit(_package, code=False, words=True).result(),
            "neither": drawing.submit(_package, code=False, words=False).result(),
        }
    async with _service(folder) as client:
        for text in (False, True):
            # The processes are there before: a server has them for as long as it runs.
            await _ask(client, pictures["words"], text=text)
            for name, picture in pictures.items():
                wall: list[float] = []
                before = _processor_seconds()
                for _ in range(rounds):
                    started = time.perf_counter()
                    await _ask(client, picture, text=text)
                    wall.append(time.perf_counter() - started)
                busy = (_processor_seconds() - before) / rounds
                how = "with text" if text else "without text"
                print(f"{how:13} {name:18} {_shown(wall)}; processor {busy * 1e3:6.0f} ms")
            print(f"memory {'with' if text else 'without'} text: {_memory()}")


@asynccontextmanager
async def _service(folder: Path) -> AsyncGenerator[httpx.AsyncClient]:
    settings = load_settings(data_dir=folder, media_stt_build_model=False)
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    clock = SystemClock()
    tokens = ServiceTokens(open_signer(settings, clock), clock, caller=ORIGIN, service="media")
    name, value = user_header("somebody")
    headers = {SERVICE_TOKEN_HEADER: tokens.current(), name.decode(): value.decode()}
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=120) as client:
        yield client
    server.should_exit = True
    await serving


async def _ask(client: httpx.AsyncClient, picture: str, *, text: bool) -> None:
    body = {"image_file": picture, "extract_text": text}
    (await client.post("/extract-image-attributes", json=body)).raise_for_status()


def _package(*, code: bool, words: bool) -> str:
    import numpy as np  # noqa: PLC0415
    import zxingcpp  # noqa: PLC0415
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    draw_noise = np.random.default_rng(_SEED)
    picture = Image.new("RGB", _SIZE, (226, 224, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((220, 90, 1_060, 880), fill=(38, 84, 160))
    if words:
        font = ImageFont.load_default(size=92)
        draw.text((280, 150), "Philips", fill="white", font=font)
        small = ImageFont.load_default(size=38)
        for row, line in enumerate(("Desk lamp with dimmer", "warm white 2700 K", "450 lm 9 W")):
            draw.text((280, 290 + 60 * row), line, fill="white", font=small)
    if code:
        made = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)  # pyright: ignore[reportUnknownMemberType]  # its options are not typed there
        bars = Image.fromarray(np.asarray(made.to_image(scale=4))).convert("RGB")
        picture.paste(bars, (300, 520))
    noisy = np.asarray(picture, dtype=np.float64) + draw_noise.normal(0, 4, (*_SIZE[::-1], 3))
    file = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=88)
    return base64.b64encode(file.getvalue()).decode()


def _processes() -> dict[str, int]:
    """The processes by what they do."""
    me = os.getpid()
    named = {"service": me}
    for pid in map(int, Path(f"/proc/{me}/task/{me}/children").read_text().split()):
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        if _WORKER in words:
            named[words[words.index(_WORKER) + 1]] = pid
    return named


def _processor_seconds() -> float:
    total = 0.0
    for pid in _processes().values():
        told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(told[11]) + int(told[12])) / _TICKS
    return total


def _memory() -> str:
    shares = {name: _pss(pid) for name, pid in _processes().items()}
    told = ", ".join(f"{name} {share} MB" for name, share in shares.items())
    return f"{sum(shares.values())} MB ({told})"


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // _MEGABYTE
    return 0


def _shown(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {p50 * 1e3:6.0f} ms, p95 {p95 * 1e3:6.0f} ms"


if __name__ == "__main__":
    main()

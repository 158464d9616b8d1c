"""Recordings for tests: spoken sentences that are kept beside this file, in any container."""

import io
import math
import struct
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.codec.codec import UnknownCodecError

_open: Any = av.open  # its types are known in part

RECORDINGS = Path(__file__).parent / "recordings"
SAID = {
    "jacket.ogg": "show me a black leather jacket under two hundred fifty dollars",
    "laptop.ogg": "i need a laptop with sixteen gigs of ram",
    "shoes.ogg": "do you have running shoes in size ten and a half",
}
"""What is said in each, by a synthetic voice."""
FORMS = {
    "webm": ("webm", "libopus", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "m4a": ("ipod", "aac", 44_100),
    "mp4": ("mp4", "aac", 48_000),
    "3gp": ("3gp", "aac", 16_000),
    "aac": ("adts", "aac", 44_100),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "wav": ("wav", "pcm_s16le", 16_000),
    "flac": ("flac", "flac", 44_100),
    "caf": ("caf", "alac", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
}
"""Container, codec and rate of what browsers and phones record."""


def recording(name: str = "jacket.ogg") -> bytes:
    """One of the spoken sentences."""
    return (RECORDINGS / name).read_bytes()


def can_be_written(form: str) -> bool:
    """Whether the library of this machine can write a form; it reads all of them."""
    return FORMS[form][1] in av.codecs_available and _has_encoder(FORMS[form][1])


def _has_encoder(name: str) -> bool:
    try:
        av.Codec(name, "w")
    except UnknownCodecError:
        return False
    return True


def written(form: str, content: bytes | None = None) -> bytes:
    """A spoken sentence in another form."""
    container, codec, rate = FORMS[form]
    out = io.BytesIO()
    with _open(io.BytesIO(content or recording())) as source, _open(out, "w", container) as to:
        stream: Any = to.add_stream(codec, rate=rate)
        stream.layout = "mono"
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        fifo = av.AudioFifo()
        for frame in source.decode(audio=0):
            for ready in resampler.resample(frame):
                ready.pts = None
                fifo.write(ready)
        size = stream.codec_context.frame_size or 1024
        while (part := fifo.read(size, partial=True)) is not None:
            to.mux(stream.encode(part))
        to.mux(stream.encode(None))
    return out.getvalue()


def wav(
    samples: bytes, *, rate: int = 16_000, channels: int = 1, claims: int | None = None
) -> bytes:
    """A WAV file that claims any length of its sound."""
    length = len(samples) if claims is None else claims
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate,
                       (rate * channels * 2) & 0xFFFFFFFF,
                       channels * 2, 16)  # fmt: skip
    body = form + struct.pack("<4sI", b"data", length & 0xFFFFFFFF) + samples
    return b"RIFF" + struct.pack("<I", (len(body) + 4) & 0xFFFFFFFF) + b"WAVE" + body


def tone(seconds: float, rate: int = 16_000) -> bytes:
    """Samples of a tone."""
    count = int(seconds * rate)
    return struct.pack(f"<{count}h", *(int(9_000 * math.sin(at * 0.17)) for at in range(count)))


def video_with_sound() -> bytes:
    """A moving picture and a tone."""
    out = io.BytesIO()
    with _open(out, "w", "mp4") as to:
        picture: Any = to.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound: Any = to.add_stream("aac", rate=16_000)
        sound.layout = "mono"
        for number in range(10):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = number
            to.mux(picture.encode(frame))
        to.mux(picture.encode(None))
        size = 1024
        for number in range(10):
            part = AudioFrame(format="fltp", layout="mono", samples=size)
            part.sample_rate, part.pts = 16_000, number * size
            part.planes[0].update(bytes(size * 4))
            to.mux(sound.encode(part))
        to.mux(sound.encode(None))
    return out.getvalue()

"""Opens a recording of a stranger; runs in a worker process.

What comes out is one channel at 16 kHz, as plain samples for an engine or as FLAC to keep: nothing
else that the file carried is in it. The container is the one its first bytes tell, so that no file
can make the library open a playlist or an address.
"""

import io
from collections.abc import Generator
from typing import Any

import av
import av.error
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from talknshop.core.worker_process import framing
from talknshop.core.worker_process.refusals import RefusedError
from talknshop.media.limits import LONGEST_RECORDING_SECONDS, SAMPLE_RATE
from talknshop.media.sniffing import FileKind

_DEMUXERS = {
    FileKind.MP3: "mp3",
    FileKind.AAC: "aac",
    FileKind.FLAC: "flac",
    FileKind.OGG: "ogg",
    FileKind.WAV: "wav",
    FileKind.MP4: "mov",
    FileKind.WEBM: "matroska",
    FileKind.AMR: "amr",
    FileKind.CAF: "caf",
}
_HIGHEST_RATE = 192_000
_MOST_CHANNELS = 8
_MOST_PACKETS_WITHOUT_SOUND = 2_000
_SHORTEST_SECONDS = 0.1
_BYTES_PER_SAMPLE = 2
_PROBE = {"probesize": "1000000", "analyzeduration": "2000000"}


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """Decodes ``blob``.

    Args:
        facts: ``kind`` as it was sniffed, ``seconds`` that it may last, ``form``: ``pcm`` or
            ``flac``.
        blob: The file.

    Raises:
        RefusedError: It is no recording that is taken.
    """
    demuxer = _DEMUXERS.get(FileKind(str(facts["kind"])))
    if demuxer is None:
        raise RefusedError("format", "This is no recording. Send what a recorder writes.")
    most = min(float(facts.get("seconds", LONGEST_RECORDING_SECONDS)), LONGEST_RECORDING_SECONDS)
    try:
        samples = b"".join(_samples(blob, demuxer, most))
    except av.error.FFmpegError as error:
        raise _damaged() from error
    except (ValueError, EOFError, IndexError, OverflowError) as error:
        raise _damaged() from error
    seconds = len(samples) / _BYTES_PER_SAMPLE / SAMPLE_RATE
    if seconds < _SHORTEST_SECONDS:
        raise RefusedError("invalid", "There is no sound in this recording. Please record again.")
    written = _flac(samples) if facts.get("form") == "flac" else samples
    return {"duration_seconds": round(seconds, 3)}, written


def _damaged() -> RefusedError:
    return RefusedError(
        "invalid", "The recording is damaged or incomplete. Please record it again."
    )


def _samples(blob: bytes, demuxer: str, most_seconds: float) -> Generator[bytes]:
    budget = int(most_seconds * SAMPLE_RATE) * _BYTES_PER_SAMPLE
    resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    with av.open(io.BytesIO(blob), format=demuxer, options=_PROBE) as opened:
        stream = _sound_of(opened)
        stream.thread_count = 1
        for frame in (*_frames(opened, stream), None):
            for ready in resampler.resample(frame):
                part = bytes(ready.planes[0])[: ready.samples * _BYTES_PER_SAMPLE]
                budget -= len(part)
                if budget < 0:
                    raise RefusedError(
                        "size",
                        f"The recording is longer than the {most_seconds:.0f} seconds that are "
                        "taken. Please record a shorter one.",
                    )
                yield part


def _sound_of(opened: Any) -> Any:  # noqa: ANN401 - the library's containers are not typed closely
    if not opened.streams.audio:
        raise RefusedError("invalid", "There is no sound in this file. Please record again.")
    # The picture of an album is a stream of one picture; anything else that moves is a video.
    if any(not (one.disposition & _ATTACHED_PICTURE) for one in opened.streams.video):
        raise RefusedError("format", "This is a video. Only its sound can be taken: record it.")
    stream = opened.streams.audio[0]
    if stream.rate > _HIGHEST_RATE or not 0 < stream.channels <= _MOST_CHANNELS:
        raise RefusedError("format", "Recordings of that kind are not taken. Record it again.")
    return stream


_ATTACHED_PICTURE = 0x400


def _frames(opened: Any, stream: Any) -> Generator[AudioFrame]:  # noqa: ANN401 - see _sound_of
    silent = 0
    for packet in opened.demux(stream):
        decoded = False
        for frame in packet.decode():
            decoded = True
            yield frame
        silent = 0 if decoded else silent + 1
        if silent > _MOST_PACKETS_WITHOUT_SOUND:
            raise _damaged()


def _flac(samples: bytes) -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format="flac") as opened:
        out: Any = opened
        stream = out.add_stream("flac", rate=SAMPLE_RATE)
        stream.layout = "mono"
        stream.format = "s16"
        for first in range(0, len(samples), 2 * _AT_ONCE):
            part = samples[first : first + 2 * _AT_ONCE]
            frame = AudioFrame(format="s16", layout="mono", samples=len(part) // _BYTES_PER_SAMPLE)
            frame.sample_rate = SAMPLE_RATE
            frame.pts = first // _BYTES_PER_SAMPLE
            frame.planes[0].update(part)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return written.getvalue()


_AT_ONCE = 4_096

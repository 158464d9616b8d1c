"""Amazon Transcribe while somebody waits: its WebSocket, signed in the address.

Source: "Setting up a WebSocket stream", Amazon Transcribe developer guide. botocore signs the
address and reads the frames. Never tried with Amazon itself; ``simulation/transcribe.py`` speaks
the same format.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.eventstream import EventStreamBuffer
from websockets.asyncio.client import ClientConnection, connect

from talknshop.core.event_stream import frame
from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.amazon_errors import SERVICE, error_of_code, translated
from talknshop.media.transcription.amazon_results import heard, streamed_segments, streamed_text
from talknshop.media.transcription.base import Heard

_PATH = "/stream-transcription-websocket"
_VALID_SECONDS = 60
_BYTES_PER_SECOND = 2 * SAMPLE_RATE
_CHUNK_BYTES = _BYTES_PER_SECOND // 10
"""A tenth of a second: pieces of 50 to 200 ms are what Transcribe asks for."""
_MOST_FRAME_BYTES = 1024 * 1024
_AUDIO = {
    ":message-type": "event",
    ":event-type": "AudioEvent",
    ":content-type": "application/octet-stream",
}


def endpoint_of(region: str, base_url: str | None) -> str:
    """Where streams are opened: Amazon's own address, or another server's."""
    return (base_url or f"https://transcribestreaming.{region}.amazonaws.com:8443").rstrip("/")


def signed_address(
    endpoint: str, region: str, credentials: Credentials, wanted: Mapping[str, str]
) -> str:
    """The address that opens one stream within the next minute.

    Args:
        endpoint: As ``endpoint_of`` gives it.
        region: Of the service.
        credentials: Who asks.
        wanted: Parameters of the stream.
    """
    request = AWSRequest(method="GET", url=f"{endpoint}{_PATH}?{urlencode(wanted)}")
    SigV4QueryAuth(credentials, SERVICE, region, expires=_VALID_SECONDS).add_auth(request)
    scheme, _, rest = str(request.url).partition("://")
    return ("wss://" if scheme == "https" else "ws://") + rest


async def hear_stream(address: str, samples: bytes, *, language: str, seconds: float) -> Heard:
    """The words of a recording, over one stream.

    Args:
        address: As ``signed_address`` gives it.
        samples: One channel at 16 kHz, 16 bits.
        language: What the address asks for.
        seconds: How long it may take.

    Raises:
        DependencyTimeoutError: It took longer.
        ConfigurationError: The credentials are refused.
        RateLimitError: Too many streams are open.
        AIServiceError: It failed.
    """
    with translated():
        async with asyncio.timeout(seconds):
            results = await _exchange(address, samples)
        return heard(
            streamed_text(results), streamed_segments(results),
            language=language, seconds=len(samples) / _BYTES_PER_SECOND,
        )  # fmt: skip


async def _exchange(address: str, samples: bytes) -> list[Mapping[str, Any]]:
    async with connect(address, max_size=_MOST_FRAME_BYTES, user_agent_header=None) as stream:
        sending = asyncio.create_task(_send(stream, samples))
        try:
            found = await _finals(stream)
            if not sending.done() or sending.exception() is not None:
                raise ConnectionError("The stream ended before the recording did.")
            return found
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def _send(stream: ClientConnection, samples: bytes) -> None:
    for first in range(0, len(samples), _CHUNK_BYTES):
        await stream.send(frame(_AUDIO, samples[first : first + _CHUNK_BYTES]))
    # An empty piece ends the recording.
    await stream.send(frame(_AUDIO, b""))


async def _finals(stream: ClientConnection) -> list[Mapping[str, Any]]:
    """Final results in order; Amazon closes the stream behind the last one."""
    found: list[Mapping[str, Any]] = []
    is_answered = False
    buffer = EventStreamBuffer()
    async for message in stream:
        if isinstance(message, str):
            raise ConnectionError("Transcribe sends frames, not text.")
        buffer.add_data(message)
        for one in buffer:
            headers: Mapping[str, Any] = one.headers
            told = json.loads(one.payload) if one.payload else {}
            if headers.get(":message-type") != "event":
                code = str(headers.get(":exception-type") or headers.get(":error-code") or "")
                raise error_of_code(code, str(told.get("Message") or told.get("message") or ""))
            if headers.get(":event-type") == "TranscriptEvent":
                is_answered = True
                results = told["Transcript"]["Results"]
                found += [one for one in results if not one.get("IsPartial")]
    # Silence is answered too, with events that have no results.
    if not is_answered:
        raise ConnectionError("The stream ended without an answer.")
    return found

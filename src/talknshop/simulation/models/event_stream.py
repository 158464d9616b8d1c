"""Frames of ``application/vnd.amazon.eventstream``, as Bedrock streams them.

A frame is its length and that of its headers, a checksum of both, the headers, the payload and a
checksum of it all; numbers are big-endian. Each header here is a text (type 7).
Source: "Event stream encoding", Amazon Transcribe and Smithy documentation.
"""

import struct
import zlib
from collections.abc import Mapping

import orjson

_STRING = 7
_PRELUDE_BYTES = 12
_CHECKSUM_BYTES = 4


def event(name: str, payload: Mapping[str, object]) -> bytes:
    """A frame that carries an event of the operation's output."""
    return frame(
        {":event-type": name, ":content-type": "application/json", ":message-type": "event"},
        orjson.dumps(payload),
    )


def exception(name: str, message: str) -> bytes:
    """A frame that ends the stream with an error of the operation."""
    return frame(
        {
            ":exception-type": name,
            ":content-type": "application/json",
            ":message-type": "exception",
        },
        orjson.dumps({"message": message}),
    )


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """A frame with headers and a payload."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    total = _PRELUDE_BYTES + len(head) + len(payload) + _CHECKSUM_BYTES
    prelude = struct.pack("!II", total, len(head))
    start = prelude + struct.pack("!I", zlib.crc32(prelude))
    body = start + head + payload
    return body + struct.pack("!I", zlib.crc32(body))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack("!B", len(key)) + key + struct.pack("!BH", _STRING, len(text)) + text

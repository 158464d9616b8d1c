"""Frames of ``application/vnd.amazon.eventstream``, as Amazon's services stream them.

A frame is its length and that of its headers, a checksum of both, the headers, the payload and a
checksum of it all; numbers are big-endian. Each header here is a text (type 7). botocore reads
such frames and writes none.
Source: "Event stream encoding", Amazon Transcribe and Smithy documentation.
"""

import struct
import zlib
from collections.abc import Mapping

_STRING = 7
_PRELUDE_BYTES = 12
_CHECKSUM_BYTES = 4


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

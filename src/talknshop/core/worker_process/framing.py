"""How the service and its workers talk: a JSON object and a blob, each with its length before it.

Neither side unpickles what the other sent: a decoder that a file has taken over can say nothing
but numbers and bytes.
"""

import json
import struct
from typing import Any, BinaryIO

HEADER = struct.Struct(">II")
MOST_FACTS_BYTES = 4 * 1024 * 1024
MOST_BLOB_BYTES = 256 * 1024 * 1024

Facts = dict[str, Any]


def pack(facts: Facts, blob: bytes) -> bytes:
    """A frame without its blob, which follows it."""
    encoded = json.dumps(facts).encode()
    return HEADER.pack(len(encoded), len(blob)) + encoded


def lengths(header: bytes) -> tuple[int, int]:
    """The lengths of the object and of the blob that follow.

    Raises:
        ValueError: No frame of ours is so long.
    """
    facts, blob = HEADER.unpack(header)
    if facts > MOST_FACTS_BYTES or blob > MOST_BLOB_BYTES:
        raise ValueError("a frame is longer than any of ours")
    return facts, blob


def read(stream: BinaryIO) -> tuple[Facts, bytes] | None:
    """The next frame; None where the stream ends."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    facts, blob = lengths(header)
    return json.loads(stream.read(facts)), stream.read(blob)


def write(stream: BinaryIO, facts: Facts, blob: bytes = b"") -> None:
    """Writes a frame."""
    stream.write(pack(facts, blob))
    stream.write(blob)
    stream.flush()

"""What an item holds as JSON: as text when it is small, else packed, else in parts beside it.

DynamoDB takes 400 KB an item and counts every KB of each write, so what is not small is compressed.
What is too large even then lies in items of a partition of its own; they are there before the item
that names them, under a name that no other write has.
"""

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from talknshop.core.errors import ContentTooLargeError
from talknshop.storage.dynamodb.items import Item, binary, int_of, key_of, number, text
from talknshop.storage.dynamodb.table import DynamoDbTable

PAYLOAD_ATTRIBUTES = ("value", "packed", "parts", "part_of")
"""The attributes of which an item has some."""

_SMALL = 1_500
# An item may have 400 KB; some servers that speak for DynamoDB count bytes in base64.
_LARGEST_PACKED = 280_000
_MOST_BYTES = 16_000_000
# Compressing more than this would keep other turns waiting for milliseconds.
_SLOW_TO_PACK = 100_000


@dataclass(frozen=True, slots=True)
class Payload:
    """The attributes of a value, and the items that must be there before them."""

    attributes: Item
    parts: Sequence[Item] = ()


async def packed(
    value: object, partition: str, write_id: str, *, ttl: int | None = None
) -> Payload:
    """How a value is kept.

    Args:
        value: Plain JSON.
        partition: The partition of its item.
        write_id: Names this write among all others.
        ttl: When the parts may be removed.

    Raises:
        ContentTooLargeError: It is larger than 16 MB; nothing is stored.
    """
    written = orjson.dumps(value)
    if len(written) <= _SMALL:
        return Payload({"value": text(written.decode())})
    if len(written) > _MOST_BYTES:
        raise ContentTooLargeError(
            f"{len(written):,} bytes are more than the {_MOST_BYTES:,} that a record may have. "
            "Make it smaller, or keep its large part as a file.",
            service="DynamoDB",
        )
    if len(written) > _SLOW_TO_PACK:
        small = await asyncio.to_thread(zlib.compress, written)
    else:
        small = zlib.compress(written)
    if len(small) <= _LARGEST_PACKED:
        return Payload({"packed": binary(small)})
    starts = range(0, len(small), _LARGEST_PACKED)
    expiry: Item = {} if ttl is None else {"ttl": number(ttl)}
    parts = [
        key_of(_beside(partition), f"{write_id}#{place:04}")
        | {"part": binary(small[start : start + _LARGEST_PACKED])}
        | expiry
        for place, start in enumerate(starts)
    ]
    return Payload({"parts": number(len(parts)), "part_of": text(write_id)}, parts)


async def unpacked(table: DynamoDbTable, item: Item) -> Any | None:  # noqa: ANN401  # any JSON
    """The value of an item; None when its parts are gone, because it was written anew meanwhile.

    Raises:
        DatabaseError: The parts cannot be read.
    """
    if "value" in item:
        return orjson.loads(item["value"]["S"])
    if "packed" in item:
        return await _inflated(bytes(item["packed"]["B"]))
    keys = part_keys(item)
    found = await table.get_all(keys)
    if len(found) != len(keys):
        return None
    found.sort(key=lambda part: part["sk"]["S"])
    return await _inflated(b"".join(bytes(part["part"]["B"]) for part in found))


async def _inflated(small: bytes) -> Any:  # noqa: ANN401  # any JSON
    if len(small) > _SLOW_TO_PACK:
        return orjson.loads(await asyncio.to_thread(zlib.decompress, small))
    return orjson.loads(zlib.decompress(small))


def part_keys(item: Item) -> list[Item]:
    """The keys of the parts of an item; most have none."""
    if "part_of" not in item:
        return []
    partition, write_id = _beside(item["pk"]["S"]), item["part_of"]["S"]
    return [key_of(partition, f"{write_id}#{place:04}") for place in range(int_of(item, "parts"))]


def _beside(partition: str) -> str:
    return f"#parts#{partition}"

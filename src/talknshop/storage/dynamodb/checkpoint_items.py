"""How checkpoints and the writes beside them stand in a table: keys, bodies, expiry.

Of a conversation (``pk``) there are, in the order of their sort keys:

    <namespace>#<checkpoint id>#                            a checkpoint
    <namespace>#<checkpoint id>#<task id>#<place>           what a task wrote after it

Ids of checkpoints grow with time, so the newest stands last in its namespace. Besides its keys an
item has ``body`` (bytes) and ``format`` (how they were made), ``ttl`` (seconds since the epoch)
and, where a run made it, ``run_id``. A body that is too large for an item is a blob, which
``blob_key`` names.
"""

# pyright: reportMissingTypeStubs=false

import hashlib
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict
from urllib.parse import quote, unquote

from langgraph.checkpoint.serde.base import SerializerProtocol

from talknshop.storage.dynamodb.batches import Item, ItemKey, key_of

# An item may have 400 KB with its keys.
LARGEST_BODY = 390_000
# Smaller ones fit into one unit of writing, which is a KB with the keys.
_WORTH_SQUEEZING = 800
_SQUEEZED = "+zlib"

RESULTS_PLACE = "0"
"""Where the results of a task stand; errors and interrupts have places of their own below it."""

CHECKPOINT_TABLE: Mapping[str, Any] = MappingProxyType({
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
})  # fmt: skip
"""What CreateTable is asked for; items expire by ``ttl``."""


class Place(NamedTuple):
    """What a sort key says."""

    namespace: str
    checkpoint_id: str
    task: str
    """Task and place within it; empty for the checkpoint itself."""


class CheckpointBody(TypedDict):
    """What an item of a checkpoint holds."""

    checkpoint: dict[str, Any]
    """Without values of channels."""
    metadata: dict[str, Any]
    parent_id: str | None
    values: dict[str, Any]
    """Those that are new since the checkpoint before."""
    elsewhere: dict[str, str]
    """In which checkpoint's item, of the same run, the others are."""


class WritesBody(TypedDict):
    """What an item of a task's writes holds."""

    task_id: str
    task_path: str
    writes: list[tuple[str, Any]]


def prefix_of(namespace: str, checkpoint_id: str | None = None) -> str:
    """How sort keys of a namespace begin, or of one checkpoint in it."""
    begin = f"{quote(namespace, safe=':|')}#"
    return begin if checkpoint_id is None else f"{begin}{checkpoint_id}#"


def place_of(item: Item) -> Place:
    """Where an item belongs."""
    namespace, checkpoint_id, task = key_of(item)[1].split("#", 2)
    return Place(unquote(namespace), checkpoint_id, task)


def packed(serde: SerializerProtocol, body: Mapping[str, Any]) -> tuple[str, bytes]:
    """A body as bytes, and how they were made."""
    kind, content = serde.dumps_typed(body)
    if len(content) < _WORTH_SQUEEZING:
        return kind, content
    return kind + _SQUEEZED, zlib.compress(content, 1)


def unpacked(serde: SerializerProtocol, kind: str, content: bytes) -> Any:  # noqa: ANN401  # whichever body
    """The body that ``packed`` made bytes of."""
    if kind.endswith(_SQUEEZED):
        kind, content = kind.removesuffix(_SQUEEZED), zlib.decompress(content)
    return serde.loads_typed((kind, content))


def item_of(
    key: ItemKey, kind: str, content: bytes | None, *, expires_at: int, run_id: str | None = None
) -> Item:
    """An item; its body is in an object of its own where ``content`` is None."""
    item: Item = {
        "pk": {"S": key[0]},
        "sk": {"S": key[1]},
        "format": {"S": kind},
        "ttl": {"N": str(expires_at)},
    }
    if run_id is not None:
        item["run_id"] = {"S": run_id}
    if content is None:
        item["blob_key"] = {"S": blob_key(key)}
    else:
        item["body"] = {"B": content}
    return item


def blob_key(key: ItemKey) -> str:
    """Under which key the body of an item is kept that is too large for the table."""
    return "/".join(hashlib.sha256(part.encode()).hexdigest()[:40] for part in key)


def text_of(item: Item, name: str) -> str | None:
    """An attribute that is a string, where the item has it."""
    return item.get(name, {}).get("S")


def content_of(item: Item) -> bytes:
    """The bytes of a body that stands in the item."""
    return bytes(item["body"].get("B", b""))


def is_over(item: Item, now: float) -> bool:
    """Whether an item has expired; tables remove such items hours later, or never."""
    return float(item["ttl"].get("N", "0")) <= now

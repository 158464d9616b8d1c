"""Events in messages that the gateway takes: a frame has at most 32 KB there.

A larger one ends the connection (quotas of WebSocket APIs: frame 32 KB, message 128 KB).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from talknshop.core.errors import ContentTooLargeError
from talknshop.schemas.events import error_data

LARGEST_BYTES = 32 * 1024
_RESULTS, _PAGE = "results", "results_page"
_TOO_LONG = (
    "This is too long for this connection. GET /api/v1/sessions/{session_id}/events"
    "?after={after}&limit=1 has it whole."
)


def pages_of(text: str) -> Iterator[str]:
    """An event as it is where it fits; else results with their products in pages.

    The first page is the event itself with as many products as fit. The others are events
    ``results_page`` without a place in the log: ``{seq, offset, products}``, where ``seq`` is that
    of the results and ``offset`` how many of its products stand before these. Any other event that
    is too long, and a product that alone is, gives way to an ``error`` that says where to read it.

    Args:
        text: One event, as JSON.
    """
    if len(text.encode()) <= LARGEST_BYTES:
        yield text
        return
    event: dict[str, Any] = orjson.loads(text)
    pages = list(_results_pages(event)) if event["type"] == _RESULTS else []
    fit = bool(pages) and all(len(page) <= LARGEST_BYTES for page in pages)
    for page in pages if fit else [orjson.dumps(_instead(event))]:
        yield page.decode()


def _results_pages(event: dict[str, Any]) -> Iterator[bytes]:
    products: list[Any] = event["data"]["products"]
    without: dict[str, Any] = {**event, "data": {**event["data"], "products": []}}
    room = LARGEST_BYTES - len(orjson.dumps(without))
    count = _fitting(products, room)
    yield orjson.dumps({**event, "data": {**event["data"], "products": products[:count]}})
    while count < len(products):
        page: dict[str, Any] = {**without, "type": _PAGE, "seq": None}
        page["data"] = {"seq": event.get("seq"), "offset": count, "products": []}
        # At least one, however long: whoever asked sees that it does not fit.
        more = max(1, _fitting(products[count:], LARGEST_BYTES - len(orjson.dumps(page))))
        page["data"]["products"] = products[count : count + more]
        yield orjson.dumps(page)
        count += more


def _fitting(products: Sequence[Any], room: int) -> int:
    for count, product in enumerate(products):
        room -= len(orjson.dumps(product)) + 1
        if room < 0:
            return count
    return len(products)


def _instead(event: dict[str, Any]) -> dict[str, Any]:
    after = max(0, (event.get("seq") or 1) - 1)
    message = _TOO_LONG.format(session_id=event["session_id"], after=after)
    error = ContentTooLargeError(message, details={"type": event["type"]})
    return {**event, "type": "error", "data": error_data(error).model_dump(mode="json")}

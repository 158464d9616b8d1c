"""Frames of ``application/vnd.amazon.eventstream``, as Bedrock and Transcribe stream them."""

from collections.abc import Mapping

import orjson

from talknshop.core.event_stream import frame


def event(name: str, payload: Mapping[str, object]) -> bytes:
    """A frame that carries an event of the operation's output."""
    return frame(
        {":event-type": name, ":content-type": "application/json", ":message-type": "event"},
        orjson.dumps(payload),
    )


def exception(name: str, message: str, *, member: str = "message") -> bytes:
    """A frame that ends the stream with an error of the operation."""
    return frame(
        {
            ":exception-type": name,
            ":content-type": "application/json",
            ":message-type": "exception",
        },
        orjson.dumps({member: message}),
    )

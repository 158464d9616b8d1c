"""From the text of a frame to a frame, or to one clear sentence."""

from typing import Any

import orjson
from pydantic import ValidationError as PydanticValidationError

from talknshop.core.errors import ValidationError
from talknshop.core.text import sanitise
from talknshop.schemas.frames import MAX_MESSAGE_CHARACTERS, ClientFrame, FrameType
from talknshop.schemas.requirement import LISTING_SLOTS, REQUIREMENT_SLOTS, is_slot_of

_EXAMPLE = '{"type": "message", "message": "laptop under $1000"}'
_TURN_FRAMES = frozenset({FrameType.MESSAGE, FrameType.ANSWER})


def parse_frame(raw: str | bytes) -> ClientFrame:
    """Reads a frame and sanitises its text.

    Raises:
        ValidationError: It is no frame of ours; the message says what to send instead.
    """
    frame = _validated(_json_object(raw))
    if frame.type is FrameType.RANK and frame.weights is None:
        raise ValidationError(
            'The ranking names no weights. Send such as {"price_weight": 0.5}.',
            details={"client_id": frame.client_id},
        )
    if frame.type in {FrameType.EDIT, FrameType.CONFIRM}:
        return checked_change(frame)
    if frame.type is FrameType.FEEDBACK and (frame.target is None or frame.value is None):
        raise ValidationError("Feedback needs a target and a value; a reason is welcome.")
    return checked_turn(frame) if frame.type in _TURN_FRAMES else frame


def checked_change(frame: ClientFrame) -> ClientFrame:
    """Looks at a change by hand, or at the answer to a preview; the same for the socket and HTTP.

    Raises:
        ValidationError: It says nothing, or changes a search and a listing at once.
    """
    if frame.type is FrameType.EDIT and not frame.operations:
        raise ValidationError(
            "The edit names no change. Send operations such as "
            '[{"op": "set", "slot": "price_max", "value": 800}].',
            details={"client_id": frame.client_id},
        )
    if frame.type is FrameType.CONFIRM and frame.decision is None:
        raise ValidationError(
            'The confirmation says neither. Send {"decision": "yes"} or {"decision": "no"}.',
            details={"client_id": frame.client_id},
        )
    slots = [operation.slot for operation in frame.operations if operation.slot is not None]
    of_search = [slot for slot in slots if not is_slot_of(LISTING_SLOTS, slot)]
    of_listing = [slot for slot in slots if not is_slot_of(REQUIREMENT_SLOTS, slot)]
    wants_listing = frame.type is FrameType.CONFIRM or bool(of_listing)
    if of_search and wants_listing:
        raise ValidationError(
            f"“{of_search[0]}” is a part of a search, not of a listing. Change one of the two at "
            "a time.",
            details={"client_id": frame.client_id, "slots": slots},
        )
    return frame


def checked_turn(frame: ClientFrame) -> ClientFrame:
    """Sanitises what a person says; the same rules for the socket and for HTTP.

    Raises:
        ValidationError: There is nothing in it, or too much.
    """
    message = sanitise(frame.message or "")
    if len(message) > MAX_MESSAGE_CHARACTERS:
        raise ValidationError(
            f"The message has {len(message):,} characters; at most {MAX_MESSAGE_CHARACTERS:,} "
            "are possible. Please shorten it.",
            details={
                "limit": MAX_MESSAGE_CHARACTERS,
                "length": len(message),
                "client_id": frame.client_id,
            },
        )
    if not message and not frame.media:
        raise ValidationError(
            "The message is empty. Write what you are looking for, or attach a photo "
            "or a recording.",
            details={"client_id": frame.client_id},
        )
    return frame.model_copy(update={"message": message})


def _json_object(raw: str | bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValidationError(
            f"That frame is not valid JSON. Send an object such as {_EXAMPLE}."
        ) from error
    if not isinstance(value, dict):
        raise ValidationError(f"A frame is a JSON object. Send one such as {_EXAMPLE}.")
    return value  # pyright: ignore[reportUnknownVariableType]


def _validated(fields: dict[str, Any]) -> ClientFrame:
    try:
        return ClientFrame.model_validate(fields)
    except PydanticValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    if where == "type":
        known = ", ".join(FrameType)
        raise ValidationError(
            f"The frame's type is missing or unknown. Known types are {known}.",
            details={"field": where},
        )
    raise ValidationError(
        f"The frame's field {where} does not fit: {problem['msg']}.", details={"field": where}
    )

"""The base of every wire model."""

from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict

_DEEPEST = 32


def _sendable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        orjson.dumps(value)
    except TypeError as error:
        raise ValueError(f"cannot be written as JSON: {error}") from error
    if _depth(value) > _DEEPEST:
        raise ValueError(f"is nested deeper than {_DEEPEST} levels")
    return value


def _depth(value: object) -> int:
    if isinstance(value, dict | list):
        parts: list[object] = list(value.values() if isinstance(value, dict) else value)  # pyright: ignore[reportUnknownArgumentType]
        return 1 + max(map(_depth, parts), default=0)
    return 0


JsonObject = Annotated[dict[str, Any], AfterValidator(_sendable)]
"""An object of unknown keys that can be passed on: text is Unicode, numbers are of 64 bits."""


class WireModel(BaseModel):
    """A model that crosses a process: unknown keys are ignored, so that peers may be newer."""

    # JSON has neither infinity nor NaN: one that came in could not be sent on.
    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True, allow_inf_nan=False)

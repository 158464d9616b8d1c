"""What a turn asked of language models: kept with the turn, summed up in its last event."""

from pydantic import Field

from talknshop.schemas.base import WireModel


class ModelCallRecord(WireModel):
    """One call of a model."""

    purpose: str
    """What was asked: ``understand``, ``reply`` …"""
    prompt_version: str
    model: str
    """As ``provider:model``."""
    input_tokens: int | None = None
    """Null where the vendor did not tell."""
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    """In US dollars; null where no price of the model is known."""
    latency_ms: float
    first_token_ms: float | None = None
    finish_reason: str | None = None
    failure: str | None = None
    """Why there was no usable answer."""
    preview: str = ""
    """How the answer begins, with what is personal masked."""


class ModelUse(WireModel):
    """Who answered a turn, and what that took."""

    engines: dict[str, str] = Field(default_factory=dict)
    """Which engine did each part: ``chat_model`` or ``rules``, by the name of the part."""
    prompts: dict[str, str] = Field(default_factory=dict)
    """The version of each prompt that was used."""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    """In US dollars; null where the price of a model is not known."""

"""The port of chat models: one call, and the answer whole or piece by piece.

What implements it is chosen by ``LLM_MODEL`` (``language/providers.py``). Whoever calls it knows
neither vendor nor package, and sees failures only as the errors of ``language/model_errors.py``.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


class ModelRole(StrEnum):
    """Who said a message."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """Something that was said before the model is asked."""

    role: ModelRole
    text: str
    image: bytes | None = None
    """A JPEG that the text is about, for models that see."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What a model is asked.

    Attributes:
        purpose: What the answer is for (``classify``, ``reply`` …): in logs, metrics and budgets.
        prompt_version: Which text of the prompt is sent, for logs and experiments.
        system: The part that is the same for every call of this purpose. It goes first and is
            marked for the vendor's cache, where there is one.
        messages: The part that is of this call, the last said by the user.
        max_tokens: How long the answer may be at most.
        schema: JSON Schema of the object that is wanted; None asks for text.
        schema_name: What the object is called (letters, digits and ``_``); needed with ``schema``.
    """

    purpose: str
    prompt_version: str
    system: str
    messages: tuple[ModelMessage, ...]
    max_tokens: int
    schema: dict[str, Any] | None = None
    schema_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """What a call took, as far as the vendor told.

    Attributes:
        model: The model that answered, as ``provider:model``; the second one, if that did.
        input_tokens: All that was read, with what came from the cache.
        output_tokens: All that was written.
        cached_tokens: The part of ``input_tokens`` that came from the vendor's cache.
        cost: In US dollars; None where no price of the model is known.
        latency_ms: From the first attempt to the end of the answer.
        first_token_ms: From the first attempt to the first piece; None when it was not streamed.
        finish_reason: Why the model ended: ``stop`` or ``tool_calls``; else what the vendor says.
        is_estimated: Whether the vendor told no tokens, and they were estimated from lengths.
    """

    model: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    cost: Decimal | None = None
    latency_ms: float
    first_token_ms: float | None = None
    finish_reason: str | None = None
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered.

    Attributes:
        text: The text, or the JSON text of the object when the call had a schema. It was not
            held against the schema.
        usage: What it took.
    """

    text: str
    usage: ModelUsage


class ModelClient(Protocol):
    """A chat model. One of them serves any number of calls at once.

    Attributes:
        name: The model as configured, ``provider:model``.
    """

    @property
    def name(self) -> str:
        """The model as configured, ``provider:model``."""
        ...

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """Asks and waits for the whole answer.

        Raises:
            ModelError: There is no whole answer; the class says why and what may help.
        """
        ...

    def stream(self, call: ModelCall) -> AsyncIterator[str | ModelUsage]:
        """Asks and gives the answer as it is written: pieces of text, none empty, then the usage.

        Attempts are repeated, and a second model is asked, only before the first piece. Closing
        the iterator ends the call.

        Raises:
            ModelError: On the way; ``began`` says whether pieces were given before.
        """
        ...

    async def aclose(self) -> None:
        """Closes connections; the client is not usable afterwards."""
        ...

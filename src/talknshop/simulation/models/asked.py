"""What a model is asked, whichever vendor's format it came in."""

import json
from dataclasses import dataclass
from typing import Any, Protocol, cast


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read.

    Attributes:
        model: The model that is named.
        system: The texts of the system prompt, joined.
        messages: Who said what: pairs of role and text.
        streamed: Whether the answer is wanted piece by piece.
        max_tokens: How long it may be; None when that is not said.
        schema: The JSON Schema of the object that is wanted.
        tool: The tool that may be called to give it, when that is how it is wanted.
        is_marked: Whether a part of the prompt is marked for the cache.
        body: The request as it came.
    """

    model: str
    system: str
    messages: tuple[tuple[str, str], ...]
    streamed: bool
    max_tokens: int | None
    schema: dict[str, Any] | None
    tool: str | None
    is_marked: bool
    body: dict[str, Any]

    @property
    def last(self) -> str:
        """What was said last."""
        return self.messages[-1][1] if self.messages else ""

    @property
    def everything(self) -> str:
        """All texts of the request, joined by line breaks."""
        return "\n".join([self.system, *(text for _, text in self.messages)])


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as this server counts them: four characters each.

    Attributes:
        read: All of the prompt.
        written: All of the answer.
        cached: The part of ``read`` that came from the cache.
        is_told: Whether a stream tells them, where the format leaves that open.
    """

    read: int
    written: int
    cached: int
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says.

    Attributes:
        pieces: The text, or the JSON of the tool's input, in the pieces it is streamed in.
        tool: The tool that is called; None for text.
        stop: Why it ends: ``stop``, ``length``, ``tool`` or ``refusal``.
        usage: The tokens of it.
    """

    pieces: tuple[str, ...]
    tool: str | None
    stop: str
    usage: Usage

    @property
    def text(self) -> str:
        """The pieces, joined."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Failure:
    """A refusal of the vendor: an HTTP status and which one of its kind."""

    status: int
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a vendor writes a failure down."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


class Dialect(Protocol):
    """The format of one vendor."""

    @property
    def media_type(self) -> str:
        """The media type of a stream."""
        ...

    def read(self, body: dict[str, Any], model: str, *, streamed: bool) -> Asked:
        """Reads a request; ``model`` and ``streamed`` are from the path, where it tells."""
        ...

    def whole(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """The answer in one body."""
        ...

    def opening(self, asked: Asked, answer: Answer) -> bytes:
        """What a stream begins with."""
        ...

    def piece(self, asked: Asked, answer: Answer, text: str) -> bytes:
        """One piece of a stream."""
        ...

    def closing(self, asked: Asked, answer: Answer) -> bytes:
        """What a stream ends with."""
        ...

    def failure(self, failure: Failure, model: str) -> Refusal:
        """A failure before anything was answered."""
        ...

    def broken(self) -> bytes:
        """A failure in the middle of a stream."""
        ...


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none of what is no list."""
    if not isinstance(value, list):
        return []
    items = cast("list[object]", value)
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def fields(value: object) -> dict[str, Any]:
    """The object, or an empty one for what is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def text_of(content: object) -> str:
    """The text of a message whose content is a text or a list of blocks."""
    if isinstance(content, str):
        return content
    return "\n".join(str(block["text"]) for block in objects(content) if "text" in block)


def parsed(text: str) -> object:
    """What a text says in JSON; the text itself when that cannot be read."""
    try:
        return json.loads(text)
    except ValueError:
        return text

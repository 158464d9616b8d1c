"""What the server was told to answer, and what it was asked."""

import random
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from talknshop.simulation.models.asked import Asked

_MOST_RECORDED = 10_000


class ModelFault(StrEnum):
    """How a model, or the vendor before it, misbehaves."""

    NONE = "none"
    THROTTLED = "throttled"
    """429: too many requests."""
    OVERLOADED = "overloaded"
    """503, or 529 where the vendor has one."""
    FAILING = "failing"
    """500."""
    UNAUTHORIZED = "unauthorized"
    """401: the key is wrong."""
    FORBIDDEN = "forbidden"
    """403: the key may not use the model."""
    MISSING = "missing"
    """404: no such model."""
    RETIRED = "retired"
    """404: the model reached the end of its life."""
    INVALID = "invalid"
    """400: the request is not taken."""
    HANGING = "hanging"
    """It takes the request and never answers."""
    SLOW_START = "slow_start"
    """The first piece comes after ``seconds``."""
    SLOW_PIECES = "slow_pieces"
    """Each further piece comes ``seconds`` after the last."""
    STALLED = "stalled"
    """Half of the answer comes, and nothing after it."""
    CUT = "cut"
    """The connection ends in the middle."""
    BROKEN = "broken"
    """The stream tells of a failure in the middle."""
    GARBLED = "garbled"
    """What comes is not of the vendor's format."""
    MALFORMED = "malformed"
    """The JSON of the object ends in the middle."""
    WRONG_SCHEMA = "wrong_schema"
    """The object has none of the fields that were asked for."""
    REFUSED = "refused"
    """The model, or a filter, declines."""
    OWN_FIGURE = "own_figure"
    """It adds a price, a link and a count that nobody gave it."""
    PROMPT_LEAK = "prompt_leak"
    """It recites its system prompt."""
    EMPTY = "empty"
    """It ends well and says nothing."""
    ENDLESS = "endless"
    """Ten thousand tokens, whatever the limit."""
    TRUNCATED = "truncated"
    """It ends in the middle, because of the limit of tokens."""


class Reply(BaseModel):
    """One line of the script; the first that fits a request answers it.

    Attributes:
        when: A text that the request holds, anywhere; None fits each.
        model: The model that is asked; None fits each.
        text: What is said.
        object: What is given where an object is asked for, and said as JSON elsewhere.
        fault: What goes wrong.
        seconds: How long what is slow takes.
        times: How many requests it answers; None answers each that fits.
        share: Which part of the requests that fit it answers, drawn at random.
        start_seconds: Time until the first piece.
        piece_seconds: Time between two pieces.
        untold_usage: Whether a stream of chat completions says nothing of tokens, as some servers
            do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: str | None = None
    model: str | None = None
    text: str | None = None
    object: dict[str, Any] | None = None
    fault: ModelFault = ModelFault.NONE
    seconds: float = Field(default=1.0, ge=0, le=600)
    times: int | None = Field(default=None, ge=1)
    share: float = Field(default=1.0, ge=0, le=1)
    start_seconds: float = Field(default=0.0, ge=0, le=600)
    piece_seconds: float = Field(default=0.0, ge=0, le=600)
    untold_usage: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that came: in which format, and what it asked."""

    dialect: str
    asked: Asked


@dataclass(slots=True)
class _Line:
    reply: Reply
    left: int | None


class Script:
    """The replies, and the last requests."""

    def __init__(self, *, seed: int = 0) -> None:
        """Starts without replies; ``seed`` decides whom a reply with a share answers."""
        self._lines: list[_Line] = []
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311  # decides who fails in a test
        self.recorded: deque[Recorded] = deque(maxlen=_MOST_RECORDED)

    @property
    def replies(self) -> list[Reply]:
        """The lines that still answer, with how often they will."""
        return [
            line.reply if line.left is None else line.reply.model_copy(update={"times": line.left})
            for line in self._lines
            if line.left != 0
        ]

    def set(self, *replies: Reply) -> None:
        """Replaces the script; what was drawn at random begins anew."""
        self._lines = [_Line(reply, reply.times) for reply in replies]
        self._random = random.Random(self._seed)  # noqa: S311  # decides who fails in a test

    def reply_to(self, dialect: str, asked: Asked) -> Reply:
        """Records a request and gives the line that answers it; one without words echoes."""
        self.recorded.append(Recorded(dialect, replace(asked)))
        for line in self._lines:
            if line.left == 0 or not _fits(line.reply, asked):
                continue
            if line.reply.share < 1 and self._random.random() >= line.reply.share:
                continue
            if line.left is not None:
                line.left -= 1
            return line.reply
        return Reply()


def _fits(reply: Reply, asked: Asked) -> bool:
    if reply.model is not None and reply.model != asked.model:
        return False
    return reply.when is None or reply.when in asked.everything

"""What a model is asked to answer with: models made of those of the wire, and their JSON Schemas.

Validation is lenient where nothing is lost (a fence around the object, keys that say nothing) and
strict where it matters: unknown slots, values and kinds are refused, and silence is no answer.
"""

import re
from typing import Any, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from talknshop.language.requests import AnswerSource, RequestKind
from talknshop.schemas.emphasis import Emphasis, RankingPart
from talknshop.schemas.enums import Condition, Intent
from talknshop.schemas.requirement import Operation

_MOST_OPERATIONS = 40
_MOST_NAMES = 12
_MOST_PLACES = 100
_LONGEST_SENTENCE = 300
_LONGEST_WORD = 80
_LONGEST_REPORTED = 600
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)

_Marketplace = Literal["amazon", "ebay", "walmart", "bestbuy", "craigslist", "facebook", "poshmark"]

T = TypeVar("T", bound=BaseModel)


class ModelOutput(BaseModel):
    """The base: no infinities, no keys of the model's own invention."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_max_length=2000)


class SaidPriority(ModelOutput):
    """What shall count more or less."""

    part: RankingPart | None = None
    emphasis: Emphasis | None = None


class SaidRequest(ModelOutput):
    """What is wanted of products on show; titles and prices are looked up by us."""

    kind: RequestKind
    places: list[int] = Field(default_factory=list[int], max_length=_MOST_PLACES)
    names: list[str] = Field(default_factory=list[str], max_length=_MOST_NAMES)
    everything: bool = False
    extreme: Literal["cheapest", "dearest", "best_rated"] | None = None
    focus: bool = False
    count: int | None = Field(default=None, ge=1, le=_MOST_PLACES)


class Judgement(ModelOutput):
    """Whether a wish suffices."""

    sufficient: bool
    reason: str = Field(default="", max_length=_LONGEST_SENTENCE)
    confidence: float = Field(default=0.8, ge=0, le=1)
    ask_about: list[str] = Field(default_factory=list[str], max_length=_MOST_NAMES)


class Understanding(ModelOutput):
    """Everything a message says."""

    intent: Intent
    confidence: float = Field(default=0.8, ge=0, le=1)
    operations: list[Operation] = Field(max_length=_MOST_OPERATIONS)
    starts_over: bool = False
    no_preference: bool = False
    priorities: list[SaidPriority] = Field(
        default_factory=list[SaidPriority], max_length=_MOST_NAMES
    )
    conflicts: list[Literal["price", "condition"]] = Field(
        default_factory=list[Literal["price", "condition"]], max_length=2
    )
    request: SaidRequest | None = None
    sufficient: bool
    reason: str = Field(default="", max_length=_LONGEST_SENTENCE)
    ask_about: list[str] = Field(default_factory=list[str], max_length=_MOST_NAMES)


class SaidAttribute(ModelOutput):
    """A property of an offer; a list of these, because schemas of vendors know no free keys."""

    name: str
    values: list[str] = Field(min_length=1, max_length=_MOST_NAMES)


class SaidListing(ModelOutput):
    """An offer as it stands after a message."""

    product: str | None
    brand: str | None
    model: str | None
    price: float | None = Field(ge=0)
    currency: str | None = Field(pattern=r"^[A-Z]{3}$")
    condition: Condition | None
    attributes: list[SaidAttribute] = Field(max_length=_MOST_OPERATIONS)
    location: str | None
    target_marketplaces: list[Literal["ebay", "craigslist", "facebook", "poshmark"]] = Field(
        max_length=4
    )
    accepts_offers: bool | None


class SaidQuestion(ModelOutput):
    """A question to a shopper."""

    slot: str = Field(min_length=1, max_length=_LONGEST_WORD)
    question: str = Field(min_length=1, max_length=_LONGEST_SENTENCE)
    suggestions: list[str] = Field(default_factory=list[str], max_length=_MOST_NAMES)


class SaidLookUp(ModelOutput):
    """How a question is to be looked up."""

    question: str = Field(min_length=1, max_length=500)
    keywords: list[str] = Field(default_factory=list[str], max_length=_MOST_NAMES)
    source: AnswerSource
    marketplaces: list[_Marketplace] = Field(default_factory=list["_Marketplace"])


class SaidMedia(ModelOutput):
    """Which attachments need recognition."""

    need_stt: bool
    need_vision: bool
    reasoning: str = Field(default="", max_length=_LONGEST_SENTENCE)


class UnusableOutputError(Exception):
    """An answer does not fit; the message tells the model what is wrong."""


def read_output(text: str, output: type[T]) -> T:
    """The object in an answer, with or without words or a fence around it.

    Raises:
        UnusableOutputError: There is none, or it does not fit.
    """
    found = _OBJECT.search(text)
    if found is None:
        raise UnusableOutputError("The answer has no JSON object.")
    try:
        return output.model_validate_json(found.group())
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'object'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise UnusableOutputError(problems[:_LONGEST_REPORTED]) from error


def schema_of(output: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of an output, strict: every key is asked for and no other is allowed.

    Vendors that hold answers to a schema take it only in this form.
    """
    schema: dict[str, Any] = output.model_json_schema()
    _make_strict(schema)
    return schema


def _make_strict(node: Any) -> None:  # noqa: ANN401 - any part of a schema
    if isinstance(node, list):
        for part in cast("list[Any]", node):  # JSON has no other lists
            _make_strict(part)
    if not isinstance(node, dict):
        return
    schema = cast("dict[str, Any]", node)  # nor other objects
    for word in ("title", "default", "description"):
        # A property may be called like a word of the schema; those are objects.
        if not isinstance(schema.get(word), dict):
            schema.pop(word, None)
    properties: dict[str, Any] | None = schema.get("properties")
    if properties is not None:
        schema["required"] = list(properties)
        schema["additionalProperties"] = False
    for part in schema.values():
        _make_strict(part)

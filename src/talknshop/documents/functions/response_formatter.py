"""``chatbot-response-formatter``: puts an answer together out of quotes.

A model may have written it; then it is held against the quotes.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from talknshop.core.errors import AIServiceError
from talknshop.core.ids import new_id
from talknshop.documents.functions.plan import LONGEST_QUESTION, ActionResult
from talknshop.schemas.answer import AnswerData, Citation
from talknshop.schemas.base import WireModel
from talknshop.search.languages import DEFAULT_LANGUAGE

_REFERENCE = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\S", re.IGNORECASE)
_LONGEST = 4000


class FormatRequest(WireModel):
    """What an answer is made of."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    language: str = DEFAULT_LANGUAGE
    """Of the answer, ISO 639-1."""
    citations: list[Citation] = Field(default_factory=list[Citation])
    results: list[ActionResult] = Field(default_factory=list[ActionResult])
    text: str | None = None
    """What a model made of the quotes; null puts the answer together out of them."""
    message_id: str | None = None


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lead: str
    quote: str
    nothing: str
    documents: str
    failed: str


@cache
def _words() -> dict[str, _Words]:
    text = (Path(__file__).parent / "answer_words.toml").read_text("utf-8")
    return {name: _Words.model_validate(entry) for name, entry in tomllib.loads(text).items()}


def format_answer(request: FormatRequest) -> AnswerData:
    """The answer; what a model wrote is taken only where it adds nothing to the quotes.

    Raises:
        AIServiceError: The model's text has a figure, a link or a reference that no quote has, or
            refers to none.
    """
    is_written = request.text is not None and bool(request.citations)
    if request.text is not None and is_written:
        require_supported(request.text, request.citations)
    return AnswerData(
        message_id=request.message_id or new_id("msg"),
        text=request.text if request.text is not None and is_written else _composed(request),
        citations=request.citations,
        extractive=not is_written,
    )


def require_supported(text: str, citations: list[Citation]) -> None:
    """Refuses a text that says what its quotes do not.

    Raises:
        AIServiceError: It does.
    """
    references = {int(number) for number in _REFERENCE.findall(text)}
    known = {citation.n for citation in citations}
    quoted = " ".join([*(one.quote for one in citations), *(one.title for one in citations)])
    figures = set(_FIGURE.findall(_REFERENCE.sub("", text)))
    if not references or not references <= known:
        raise AIServiceError("The text refers to places that were not found.")
    if figures - set(_FIGURE.findall(quoted)):
        raise AIServiceError("The text has figures that no document has.")
    if _ADDRESS.search(text) or len(text) > _LONGEST:
        raise AIServiceError("The text has more in it than an answer out of documents.")


def _composed(request: FormatRequest) -> str:
    words = _words().get(request.language, _words()[DEFAULT_LANGUAGE])
    lines: list[str] = []
    if request.citations:
        lines.append(words.lead)
        lines += [
            words.quote.format(title=_place(one), quote=_one_line(one.quote), n=one.n)
            for one in request.citations
        ]
    titles = [document.title for result in request.results for document in result.documents]
    if titles:
        lines.append(words.documents.format(titles=", ".join(dict.fromkeys(titles))))
    if not lines:
        lines.append(words.nothing)
    if any(result.error is not None for result in request.results):
        lines.append(words.failed)
    return "\n".join(lines)


def _place(citation: Citation) -> str:
    """The document and the heading that a quote stands below."""
    below = [one for one in citation.heading_path[-1:] if one != citation.title]
    return " › ".join([citation.title, *below])


def _one_line(quote: str) -> str:
    return " ".join(quote.split())

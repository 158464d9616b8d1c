"""``chatbot-response-formatter``: puts an answer together out of quotes.

A model may have written it; then it is held against the quotes.
"""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from talknshop.core.errors import AIServiceError
from talknshop.core.ids import new_id
from talknshop.documents.functions.plan import LONGEST_QUESTION, ActionResult
from talknshop.documents.functions.support import (
    cited_sentences,
    is_supported,
    references_of,
)
from talknshop.schemas.answer import AnswerData, Citation
from talknshop.schemas.base import WireModel
from talknshop.search.languages import DEFAULT_LANGUAGE

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
        AIServiceError: The model's text says what its quotes do not, or names none.
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


def worded(answer: AnswerData, text: str, model: str) -> AnswerData:
    """An answer in the words of a model, which were held against its quotes as they came."""
    update = {"text": text, "extractive": False, "worded_by": model}
    return answer.model_copy(update=update)


def require_supported(text: str, citations: list[Citation]) -> None:
    """Refuses a text that says what its quotes do not.

    Raises:
        AIServiceError: It does.
    """
    if len(text) > _LONGEST:
        raise AIServiceError("The text has more in it than an answer out of documents.")
    if not references_of(text) <= {citation.n for citation in citations}:
        raise AIServiceError("The text refers to places that were not found.")
    for sentence in cited_sentences(text):
        if not is_supported(sentence, citations):
            raise AIServiceError("The text says what no quote says.")


def _composed(request: FormatRequest) -> str:
    words = _words().get(request.language, _words()[DEFAULT_LANGUAGE])
    lines: list[str] = []
    if request.citations:
        lines.append(words.lead)
        lines += [quote_line(one, request.language) for one in request.citations]
    titles = [document.title for result in request.results for document in result.documents]
    if titles:
        lines.append(words.documents.format(titles=", ".join(dict.fromkeys(titles))))
    if not lines:
        lines.append(words.nothing)
    if any(result.error is not None for result in request.results):
        lines.append(words.failed)
    return "\n".join(lines)


def quote_line(citation: Citation, language: str) -> str:
    """A quote as a line of an answer."""
    words = _words().get(language, _words()[DEFAULT_LANGUAGE])
    return words.quote.format(title=_place(citation), quote=_one_line(citation.quote), n=citation.n)


def _place(citation: Citation) -> str:
    """The document and the heading that a quote stands below."""
    below = [one for one in citation.heading_path[-1:] if one != citation.title]
    return " › ".join([citation.title, *below])


def _one_line(quote: str) -> str:
    return " ".join(quote.split())

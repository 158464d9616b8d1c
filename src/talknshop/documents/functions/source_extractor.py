"""``chatbot-source-extractor``: the quotes of what was found, each checked against the document."""

from collections.abc import Iterable, Sequence

import structlog
from pydantic import Field

from talknshop.core.errors import TalknShopError
from talknshop.documents.extracts import Extract, extracts
from talknshop.documents.functions.plan import LONGEST_QUESTION, ActionResult
from talknshop.documents.ports import DocumentStore
from talknshop.schemas.answer import Citation
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import Passage

_log = structlog.stdlib.get_logger(__name__)

LEAST_COVERAGE = 0.4
"""Of the words of the question, rare ones counting more, so much must stand in the best quote."""


class SourceRequest(WireModel):
    """What was asked, and what was found."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    results: list[ActionResult]
    viewer: str | None = None
    most: int = Field(default=3, ge=1, le=10)


class Sources(WireModel):
    """Quotes that stand where they are said to stand, best first."""

    citations: list[Citation]
    dropped: int = 0
    """Quotes that did not match the stored text, and are not shown."""


async def extract_sources(request: SourceRequest, *, documents: DocumentStore) -> Sources:
    """The quotes that answer a question; none where nothing that was found does.

    A passage that cannot be checked is left out, as one that does not match.
    """
    found = _distinct(passage for result in request.results for passage in result.passages)
    chosen = extracts(request.question, found, most=request.most)
    if not chosen or chosen[0].coverage < LEAST_COVERAGE:
        return Sources(citations=[])
    matching = [one for one in chosen if await _matches(one, request.viewer, documents)]
    citations = [_citation(number, one) for number, one in enumerate(matching, start=1)]
    return Sources(citations=citations, dropped=len(chosen) - len(matching))


async def _matches(extract: Extract, viewer: str | None, documents: DocumentStore) -> bool:
    passage = extract.passage
    try:
        stored = await documents.text(
            passage.document_id,
            viewer=viewer,
            version=passage.version,
            start=extract.char_start,
            end=extract.char_end,
        )
    except TalknShopError as error:
        _log.warning("quote not checked", document_id=passage.document_id, reason=error.message)
        return False
    return stored.text == extract.text


def _citation(number: int, extract: Extract) -> Citation:
    passage = extract.passage
    return Citation(
        n=number,
        document_id=passage.document_id,
        version=passage.version,
        title=passage.title,
        char_start=extract.char_start,
        char_end=extract.char_end,
        page=passage.page,
        heading_path=passage.heading_path,
        quote=extract.text,
    )


def _distinct(passages: Iterable[Passage]) -> Sequence[Passage]:
    found = {(one.document_id, one.version, one.char_start): one for one in reversed([*passages])}
    return sorted(found.values(), key=lambda one: -one.score)

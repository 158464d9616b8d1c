"""``chatbot-vector-search``: finds the passages that fit a question, by words and by meaning."""

from pydantic import Field

from talknshop.core.errors import ValidationError
from talknshop.documents.functions.plan import LONGEST_QUESTION, Scope
from talknshop.documents.ports import PassageSearch
from talknshop.schemas.base import WireModel
from talknshop.schemas.document import Passage


class SearchRequest(WireModel):
    """A question, perhaps with its vector."""

    query: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    vector: list[float] | None = Field(default=None, max_length=4096)
    scope: Scope = Field(default_factory=Scope)
    viewer: str | None = None
    """Who asks; null sees what everybody may see."""
    limit: int = Field(default=8, ge=1, le=50)


class SearchAnswer(WireModel):
    """What was found, best first."""

    passages: list[Passage]
    uses_vectors: bool
    """Whether meaning counted, or words alone."""


async def search(request: SearchRequest, *, passages: PassageSearch) -> SearchAnswer:
    """The passages that fit best.

    Raises:
        ValidationError: The vector is of another encoder.
        StorageError: The index cannot be read.
    """
    try:
        found = await passages.search(
            request.query,
            request.vector,
            request.scope.filters(),
            viewer=request.viewer,
            limit=request.limit,
        )
    except ValueError as error:
        raise ValidationError(
            "The vector does not fit those of the index. Make it with the same encoder."
        ) from error
    return SearchAnswer(
        passages=found, uses_vectors=passages.uses_vectors and request.vector is not None
    )

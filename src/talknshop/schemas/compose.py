"""Composing a reply about given products (docs/wire.md)."""

from typing import Self

from pydantic import Field, model_validator

from talknshop.schemas.base import WireModel
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import MOST_COUNTED, Excluded, GivenProduct, SearchResults


class GivenExcluded(Excluded):
    """How many products fell to one requirement, as a caller says."""

    reason: str = Field(pattern="^[a-z_]{1,40}$")
    count: int = Field(ge=0, le=MOST_COUNTED)


class GivenResults(WireModel):
    """What a search found; the keys of the ``results`` event that a reply can speak of."""

    products: list[GivenProduct] = Field(max_length=100)
    total_count: int | None = Field(default=None, ge=0, le=MOST_COUNTED)
    """How many products fit; as many as are given when absent."""
    excluded: list[GivenExcluded] = Field(default_factory=list[GivenExcluded], max_length=20)


class ComposeRequest(WireModel):
    """Products to speak of: alone, or as the results of a search."""

    requirement_spec: RequirementSpec
    products: list[GivenProduct] | None = Field(default=None, max_length=100)
    results: GivenResults | None = None
    language: str = Field(default="en", min_length=2, max_length=35)
    """A BCP 47 tag, for engines that speak more than one language."""

    @model_validator(mode="after")
    def _something_to_speak_of(self) -> Self:
        if (self.products is None) == (self.results is None):
            raise ValueError("Send either products or results")
        return self

    def as_results(self) -> SearchResults:
        """What is given, as a search would have found it."""
        given = self.results or GivenResults(products=self.products or [])
        total = len(given.products) if given.total_count is None else given.total_count
        return SearchResults.model_validate(
            {
                **given.model_dump(),
                "total_count": total,
                "requirement_spec": self.requirement_spec,
            }
        )


class ComposedReply(WireModel):
    """A reply."""

    message: str
    """The parts, joined."""
    parts: list[str]
    """The pieces in the order they were composed."""

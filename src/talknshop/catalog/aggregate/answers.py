"""What marketplaces answered a while ago, kept for as long as each of them allows."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from talknshop.marketplaces.base import SourceAnswer
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_MOST_KEPT = 400


class Question(NamedTuple):
    """What a source is asked; the same for requirements that mean the same."""

    source: str
    requirement: str
    limit: int

    @classmethod
    def of(cls, source: str, spec: RequirementSpec, limit: int) -> Self:
        """The question that a requirement puts to a source, named as people call it.

        Who else is asked does not matter, nor in which order brands and exclusions were named.
        """
        alike = spec.model_copy(
            update={
                "product_type": " ".join(spec.product_type.casefold().split()),
                "brand_preferences": _alike(spec.brand_preferences),
                "brands_excluded": _alike(spec.brands_excluded),
                "exclude": _alike(spec.exclude),
                "attributes": dict(sorted(spec.attributes.items())),
                "marketplaces": [],
            }
        )
        return cls(source, alike.model_dump_json(), limit)


def _alike(names: list[str]) -> list[str]:
    return sorted({name.casefold().strip() for name in names})


class AnswerCache:
    """The latest answers, the least recently used of too many forgotten; for one event loop."""

    def __init__(self, *, most_kept: int = _MOST_KEPT) -> None:
        """Keeps at most so many answers."""
        self._kept: OrderedDict[Question, SourceAnswer] = OrderedDict()
        self._most = most_kept

    def keep(self, question: Question, answer: SourceAnswer) -> None:
        """Remembers an answer in place of an older one."""
        self._kept[question] = answer
        self._kept.move_to_end(question)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def answer(
        self, question: Question, *, now: datetime, max_age: timedelta
    ) -> SourceAnswer | None:
        """The answer to a question, when there is one that is not older than ``max_age``."""
        kept = self._kept.get(question)
        if kept is None or now - kept.fetched_at > max_age:
            return None
        self._kept.move_to_end(question)
        return kept

    def products_of(self, source: str, *, now: datetime, max_age: timedelta) -> list[ProductResult]:
        """The products of a source's answers that are not older than ``max_age``, latest first."""
        return [
            product
            for question, answer in reversed(self._kept.items())
            if question.source == source and now - answer.fetched_at <= max_age
            for product in answer.products
        ]

    def product(self, product_id: str) -> ProductResult | None:
        """A product of the latest answers that hold it, as it was then."""
        for answer in reversed(self._kept.values()):
            for product in answer.products:
                if product.product_id == product_id:
                    return product
        return None

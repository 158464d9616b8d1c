"""Wishes about a product, and whether its record grants them."""

from collections.abc import Mapping

from talknshop.catalog.query import attribute_values
from talknshop.catalog.records import Candidate
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.text import noun_phrase


def wishes_of(spec: RequirementSpec) -> list[str]:
    """What is asked for besides the thing itself: brands and values of attributes."""
    return [*spec.brand_preferences, *attribute_values(spec.attributes)]


class Record:
    """The words of a product: title, type, brand and attributes."""

    def __init__(self, product: Candidate, attributes: Mapping[str, str]) -> None:
        """Takes what is judged of a product, and what its record says besides."""
        parts = [product.title, product.product_type or "", product.brand or ""]
        parts += [f"{name} {value}" for name, value in attributes.items()]
        self._text = f" {_plain(' '.join(parts))} "

    def says(self, wish: str) -> bool:
        """Whether the words of ``wish`` stand in it one after the other, in any number."""
        plain = _plain(wish)
        return bool(plain) and f" {plain} " in self._text


def _plain(text: str) -> str:
    return " ".join(noun_phrase(text))

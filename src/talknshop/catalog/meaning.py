"""Search by meaning, as far as searches need to know of it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from talknshop.catalog.rank import relevance_by_text
from talknshop.catalog.records import ProductKey
from talknshop.catalog.retrieval import Found
from talknshop.catalog.snapshot import Snapshot
from talknshop.search.fusion import fuse_text_and_vectors


class Meaning(Protocol):
    """Tells which products are alike in meaning to a text."""

    def similar(self, snapshot: Snapshot, text: str) -> dict[ProductKey, float]:
        """The visible products nearest to ``text`` with their cosines; blocks.

        Empty while that is not known of all of them. Never fails: a search goes on by words.
        """
        ...


def fused_relevances(
    found: Sequence[Found], similar: Mapping[ProductKey, float]
) -> Sequence[float]:
    """The relevance of each product, by its words and by its meaning."""
    by_text = {one.product.key: relevance_by_text(one) for one in found}
    alike = {key: cosine for key, cosine in similar.items() if key in by_text}
    fused = fuse_text_and_vectors(by_text, alike)
    return [fused[one.product.key] for one in found]

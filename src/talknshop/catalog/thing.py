"""Whether a product is the thing that was asked for, or only goes with it."""

from enum import IntEnum

from talknshop.catalog.records import Candidate
from talknshop.search.synonyms import Phrase, Synonyms
from talknshop.search.text import noun_phrase


class Kinship(IntEnum):
    """How a product's own type relates to what was asked; higher is closer."""

    ACCESSORY = 0
    """It goes with what was asked: a laptop bag, a case."""
    OTHER = 1
    """Its type does not name what was asked."""
    SAME_KIND = 2
    """It is that kind of thing, but nothing says that it is the variety that was asked for."""
    THING = 3
    """It is what was asked."""


class Asked:
    """What was asked for, in every wording."""

    def __init__(self, product_type: str, synonyms: Synonyms) -> None:
        """Takes the noun phrase of the requirement, such as ``gaming mouse``."""
        self.phrase = noun_phrase(product_type)
        """The whole: ``gaming mouse``."""
        *self.variety, self.head = synonyms.split(self.phrase) or [self.phrase]
        self.kind = " ".join(self.head)
        """The kind of thing, of which a variety may have been asked for: ``mouse``."""
        self.is_variety = bool(self.variety)
        """Whether only a variety of the kind was asked for."""
        self.is_accessory = synonyms.is_accessory(self.head)
        """Whether it by its nature goes with something else; one case may then do for another."""
        self._synonyms = synonyms
        self._variety = [synonyms.of(part) for part in self.variety]
        self._wordings = synonyms.of(self.head)
        self._namings = synonyms.namings(self.phrase)
        self._namings_of_kind = synonyms.namings(self.head)
        self._by_type: dict[str | None, Kinship] = {None: Kinship.OTHER}

    def kinship(self, product: Candidate) -> Kinship:
        """How the product relates to what was asked."""
        kinship = self._by_type.get(product.product_type)
        if kinship is None:
            kinship = self._of_type(noun_phrase(product.product_type or ""))
            self._by_type[product.product_type] = kinship
        if kinship is Kinship.SAME_KIND and self._is_that_variety(product):
            return Kinship.THING
        return kinship

    def _of_type(self, own: Phrase) -> Kinship:
        if any(naming.fits(own) for naming in self._namings):
            return Kinship.THING
        if any(naming.fits(own) for naming in self._namings_of_kind):
            return Kinship.SAME_KIND
        if self._synonyms.is_accessory(own) and not self.is_accessory:
            return Kinship.ACCESSORY
        if any(contains(own, wording) for wording in self._wordings):
            return Kinship.ACCESSORY
        return Kinship.OTHER

    def _is_that_variety(self, product: Candidate) -> bool:
        text = noun_phrase(product.title)
        return all(any(contains(text, wording) for wording in part) for part in self._variety)


def contains(text: Phrase, phrase: Phrase) -> bool:
    """Whether the words of ``phrase`` stand in ``text`` one after the other."""
    size = len(phrase)
    return size > 0 and any(
        text[start : start + size] == phrase for start in range(len(text) - size + 1)
    )

"""From a requirement to a query of the text index."""

from itertools import pairwise

from talknshop.schemas.requirement import AttributeValue, RequirementSpec
from talknshop.search.index import Query, Term
from talknshop.search.synonyms import Phrase, Synonyms
from talknshop.search.text import noun_phrase, words


def build_query(spec: RequirementSpec, synonyms: Synonyms) -> Query:
    """Builds the query: the thing itself must match, wishes about it lift.

    Args:
        spec: What is wanted.
        synonyms: Other wordings of the thing.
    """
    asked = noun_phrase(spec.product_type)
    parts = synonyms.split(asked)
    thing = [_term(parts, place, synonyms) for place in range(len(parts))]
    wishes = [*spec.brand_preferences, *attribute_values(spec.attributes)]
    lifts = [Term((" ".join(found),)) for wish in wishes if (found := words(wish))]
    return Query((*thing, *lifts))


def attribute_values(attributes: dict[str, AttributeValue]) -> list[str]:
    """Every value of the attributes, lists taken apart."""
    return [
        value
        for given in attributes.values()
        for value in ([given] if isinstance(given, str) else given)
    ]


def _term(parts: list[Phrase], place: int, synonyms: Synonyms) -> Term:
    phrase = parts[place]
    variants = [" ".join(wording) for wording in synonyms.of(phrase)]
    # "power bank" is also written as one word; each half may match the whole.
    if len(phrase) == 1:
        variants += [
            left[0] + right[0]
            for left, right in pairwise(parts)
            if phrase in (left, right) and len(left) == len(right) == 1
        ]
    # Without synonyms each word is a term of its own; with them no less may be found.
    loose = variants[0] if len(phrase) > 1 else ""
    return Term(tuple(variants), required=True, loose=loose)

"""Reading a whole message: the stages, in order."""

import re
from dataclasses import replace

from talknshop.language.rules import attributes, facts, makers, negation, open_nouns, products
from talknshop.language.rules.assembly import Wish, assemble, is_gift
from talknshop.language.rules.capitals import proper_words, read_unknown_brands
from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.money import Price, read_money
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.quantities import read_quantities
from talknshop.language.rules.reading import Finding, Reading, start_reading
from talknshop.language.rules.references import is_reference
from talknshop.language.rules.themes import read_themes

_REJECTED = 3.0
"""A product with this much against it is not what the message is about."""
_MUSIC = frozenset({"vinyl record", "cd", "concert ticket", "poster"})
_DOUBTFUL = 1.0
"""From this penalty on an unknown noun is not taken for the product."""
_GOVERNED = 1.5
"""From this penalty on a known product is probably what something else is for."""
_IN_PHRASE = re.compile(
    r"(?:\b(?:with|has|have|includes?|for)(?: a| an| the| my)?|\b\d{1,4}(?: ?[gt]b)?) $"
)
_BOOKS = frozenset({"book", "textbook", "audiobook", "comic book", "children's book", "cookbook"})

__all__ = ["Wish", "read_wish"]


def read_wish(
    text: str,
    lexicon: Lexicon,
    *,
    open_vocabulary: bool = True,
    about: ProductType | None = None,
    selling: bool = False,
    belongs: bool = False,
) -> Wish:
    """Reads a message.

    Args:
        text: What was said.
        lexicon: The knowledge to read it with.
        open_vocabulary: Whether a word no lexicon has may be taken for the product.
        about: The product talked about so far; it tells what bare measures mean.
        selling: Whether a seller speaks.
        belongs: Whether the name of a part or property is said of the product talked about.
    """
    reading = start_reading(normalise(text, lexicon.spelling))
    reading = read_themes(makers.read_long_brands(reading, lexicon), lexicon)
    scopes = negation.find_scopes(reading, lexicon)
    candidates = _candidates(reading, scopes, lexicon, selling=selling)
    candidates = [c for c in candidates if not (belongs and products.belongs(c, reading, lexicon))]
    head = _head(candidates)
    kind = head.type if head else about
    reading = attributes.read_resolution(facts.read_rating(reading, lexicon), lexicon)
    if head is not None and not selling:
        head, candidates = _grown(head, candidates, reading, lexicon)
    reading = _read_named(reading, lexicon, candidates, head, kind)
    place = (head.start, head.end) if head else None
    reading = read_unknown_brands(reading, lexicon, proper_words(text), place, listed=not selling)
    reading, price = _read_numbers(reading, lexicon, kind)
    reading = _read_properties(reading, lexicon, head, loose=not selling)
    for scope in scopes:
        reading = reading.claim(negation.unknown_exclusions(reading, scope, lexicon))
    head = head or _told_otherwise(reading, lexicon)
    if open_vocabulary:
        head = _or_unknown(head, reading, lexicon)
    return assemble(reading, lexicon, head, price, scopes)


def _head(candidates: list[Candidate]) -> Candidate | None:
    """The likeliest product, unless all that is named is rejected."""
    head = min(candidates, key=lambda c: c.penalty, default=None)
    return None if head is not None and head.penalty >= _REJECTED + 2 else head


def _grown(
    head: Candidate, candidates: list[Candidate], reading: Reading, lexicon: Lexicon
) -> tuple[Candidate, list[Candidate]]:
    """The product with the unknown nouns before it, and the candidates it leaves standing."""
    grown = open_nouns.with_modifiers(head, reading, lexicon)
    apart = [c for c in candidates if c.start >= grown.end or c.end <= grown.start]
    return grown, [grown, *apart]


def _read_named(
    reading: Reading,
    lexicon: Lexicon,
    candidates: list[Candidate],
    head: Candidate | None,
    kind: ProductType | None,
) -> Reading:
    """Claims what has a name: products, what a part must fit, vehicles, brands, shops."""
    is_part = kind is not None and kind.need is Need.FITTED
    if head is not None:
        reading = _claim_products(reading, [head], head)
    reading = makers.read_vehicle(reading, lexicon, is_part=is_part)
    if head is not None and is_part:
        reading = makers.read_fit(reading, lexicon, head.end)
    reading = _claim_products(reading, candidates, head)
    reading = makers.read_brands(reading, lexicon)
    return facts.read_marketplaces(reading, lexicon)


def _read_properties(
    reading: Reading, lexicon: Lexicon, head: Candidate | None, *, loose: bool
) -> Reading:
    if head is None or head.name in _BOOKS:
        reading = attributes.read_title(reading, certain=head is not None)
    elif head.name in _MUSIC:
        reading = attributes.read_artist(reading)
    reading = attributes.read_year(attributes.read_attributes(reading, lexicon))
    if head is not None and loose:
        reading = attributes.read_loose_features(reading, lexicon, head.end)
        reading = attributes.read_unknown_words(reading, lexicon, head.end)
    return reading


def _candidates(
    reading: Reading, scopes: list[negation.Scope], lexicon: Lexicon, *, selling: bool
) -> list[Candidate]:
    found = products.compound(products.find_candidates(reading, lexicon), reading, lexicon)
    judged = [products.judge(c, reading, lexicon, selling=selling) for c in found]
    placed = [_in_context(candidate, scopes, reading, lexicon) for candidate in judged]
    # A maker tells the product ("a Vitamix") only where nothing names one.
    named = any(not c.is_maker and c.penalty < _GOVERNED for c in placed)
    return [c for c in placed if not (named and c.is_maker)]


def _in_context(
    candidate: Candidate, scopes: list[negation.Scope], reading: Reading, lexicon: Lexicon
) -> Candidate:
    """Puts rejected products, and those named to compare with, behind the others."""
    place = Finding("line", candidate.name, candidate.start, candidate.end)
    if any(scope.covers(place) for scope in scopes):
        return replace(candidate, penalty=candidate.penalty + 2 * _REJECTED)
    if is_reference(place, reading, lexicon):
        return replace(candidate, penalty=0.5, maker=None)
    return candidate


def _is_fitted(head: Candidate | None) -> bool:
    return head is not None and head.type is not None and head.type.need is Need.FITTED


def _read_numbers(
    reading: Reading, lexicon: Lexicon, kind: ProductType | None
) -> tuple[Reading, Price | None]:
    reading = read_quantities(
        reading,
        screens=kind is not None and kind.name in lexicon.grammar.screens,
        weighed=kind is not None and kind.department in lexicon.grammar.weighed,
        sized=kind is not None and kind.sized,
    )
    reading = facts.read_condition(reading, lexicon)
    return read_money(reading, lexicon.spelling.known)


def _claim_products(
    reading: Reading, candidates: list[Candidate], head: Candidate | None
) -> Reading:
    return reading.claim(
        Finding(
            _role(candidate, head),
            reading.text[candidate.start : candidate.end],
            candidate.start,
            candidate.end,
        )
        for candidate in candidates
        if candidate is head
        or candidate.line
        or not _IN_PHRASE.search(reading.text[: candidate.start][-20:])
    )


def _role(candidate: Candidate, head: Candidate | None) -> str:
    if candidate is head:
        return "line" if candidate.line else "product"
    if candidate.line and head is not None and _is_fitted(head):
        return "device"
    return "other_line" if candidate.line else "other_product"


def _or_unknown(head: Candidate | None, reading: Reading, lexicon: Lexicon) -> Candidate | None:
    """An unknown noun is the product when no known one is, or only as what the noun is for."""
    if head is not None and head.penalty < _GOVERNED:
        return head
    if is_gift(reading, lexicon):
        return None if head is None or reading.of("recipient") else head
    unknown = open_nouns.open_noun(reading, lexicon)
    if unknown is None or unknown.penalty >= _DOUBTFUL:
        return head
    if head is None:
        return unknown
    unknown = products.as_part(unknown, head, lexicon)
    return unknown if unknown.end <= head.start else head


def _told_otherwise(reading: Reading, lexicon: Lexicon) -> Candidate | None:
    """A product that only its properties tell: an author a book, a make a car."""
    for slot, name in (("author", "book"), ("format", "book"), ("gpu", "graphics card")):
        for finding in reading.of(slot):
            return Candidate(name, lexicon.product(name), finding.start, finding.end)
    for finding in reading.of("vehicle"):
        end = max(f.end for f in (finding, *reading.of("vehicle_model")))
        part = open_nouns.open_noun(reading, lexicon)
        if part is not None and part.start == end + 1 and not reading.of("year"):
            fits = reading.text[finding.start : end]
            return replace(part, type=makers.vehicle_part(part.name), fits=fits)
        kind = "motorcycle" if finding.value in makers.MOTORCYCLES else "car"
        return Candidate(kind, lexicon.product(kind), finding.start, finding.end)
    return None

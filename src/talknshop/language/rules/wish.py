"""Reading a whole message: the stages, in order."""

import re
from dataclasses import replace

from talknshop.language.rules import (
    attributes,
    facts,
    makers,
    negation,
    open_nouns,
    products,
    sold_products,
)
from talknshop.language.rules.asking import Asked, claim_asked
from talknshop.language.rules.assembly import Wish, assemble
from talknshop.language.rules.capitals import proper_words, read_unknown_brands
from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.money import Price, read_money
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.quantities import read_quantities
from talknshop.language.rules.reading import Finding, Reading, start_reading
from talknshop.language.rules.references import is_reference
from talknshop.language.rules.sold_makers import read_sold_maker
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
    wants_price: bool = False,
    belongs: bool = False,
) -> Wish:
    """Reads a message.

    Args:
        text: What was said.
        lexicon: The knowledge to read it with.
        open_vocabulary: Whether a word no lexicon has may be taken for the product.
        about: The product talked about so far; it tells what bare measures mean.
        selling: Whether a seller speaks.
        wants_price: Whether a seller was asked for the price, so that a bare number is one.
        belongs: Whether the name of a part or property is said of the product talked about.
    """
    reading = start_reading(normalise(text, lexicon.spelling))
    reading = read_themes(makers.read_long_brands(reading, lexicon), lexicon)
    scopes = negation.find_scopes(reading, lexicon)
    candidates = _candidates(reading, scopes, lexicon, selling=selling)
    candidates = [c for c in candidates if not (belongs and products.belongs(c, reading, lexicon))]
    head = _likeliest(candidates)
    if selling and makers.is_vehicle_sold(reading, head, lexicon):
        head, candidates = None, []
    kind = head.type if head else about
    reading = attributes.read_resolution(facts.read_rating(reading, lexicon), lexicon)
    if not selling:
        head, candidates = _grown(head, candidates, reading, lexicon)
    reading = _read_named(reading, lexicon, candidates, head, kind)
    reading = _read_unknown_makers(reading, lexicon, proper_words(text), head, selling=selling)
    reading = _read_measures(reading, lexicon, kind)
    reading, price, asked = _read_price(reading, lexicon, selling, wants_price)
    reading = _read_properties(reading, lexicon, head, loose=not selling)
    for scope in scopes:
        reading = reading.claim(negation.unknown_exclusions(reading, scope, lexicon))
    head = _settled(head, reading, lexicon, open_vocabulary=open_vocabulary, selling=selling)
    return replace(assemble(reading, lexicon, head, price, scopes), asked=asked)


def _likeliest(candidates: list[Candidate]) -> Candidate | None:
    """The likeliest product, unless all that is named is rejected."""
    head = min(candidates, key=lambda c: c.penalty, default=None)
    return None if head is None or head.penalty >= _REJECTED + 2 else head


def _read_unknown_makers(
    reading: Reading,
    lexicon: Lexicon,
    proper: frozenset[str],
    head: Candidate | None,
    *,
    selling: bool,
) -> Reading:
    place = (head.start, head.end) if head else None
    reading = read_unknown_brands(reading, lexicon, proper, place, listed=not selling)
    return read_sold_maker(reading, head, lexicon) if selling else reading


def _read_price(
    reading: Reading,
    lexicon: Lexicon,
    selling: bool,  # noqa: FBT001 - handed through
    wants_price: bool,  # noqa: FBT001
) -> tuple[Reading, Price | None, Asked | None]:
    """A shopper states a range, a seller asks a sum."""
    if selling:
        reading, asked = claim_asked(reading, lexicon.spelling.is_plain, wants_price=wants_price)
        return reading, None, asked
    reading, price = read_money(reading, lexicon.spelling.known)
    return reading, price, None


def _is_gift(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the message asks for a present without saying which."""
    return bool(lexicon.phrases["gift"].find(reading.tokens)) or bool(reading.of("recipient"))


def _grown(
    head: Candidate | None, candidates: list[Candidate], reading: Reading, lexicon: Lexicon
) -> tuple[Candidate | None, list[Candidate]]:
    """The product with the unknown nouns before it, and the candidates it leaves standing."""
    if head is None:
        return None, candidates
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
    judge = sold_products.judge_sold if selling else products.judge
    judged = [judge(c, reading, lexicon) for c in found]
    placed = [_in_context(candidate, scopes, reading, lexicon) for candidate in judged]
    if selling:
        best = min(placed, key=lambda c: c.penalty, default=None)
        return [c for c in placed if c is best or not c.is_maker]
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


def _read_measures(reading: Reading, lexicon: Lexicon, kind: ProductType | None) -> Reading:
    reading = read_quantities(
        reading,
        screens=kind is not None and kind.name in lexicon.grammar.screens,
        weighed=kind is not None and kind.department in lexicon.grammar.weighed,
        sized=kind is not None and kind.sized,
    )
    return facts.read_condition(reading, lexicon)


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


def _settled(
    head: Candidate | None,
    reading: Reading,
    lexicon: Lexicon,
    *,
    open_vocabulary: bool,
    selling: bool,
) -> Candidate | None:
    """The product after all: the known one, one that properties tell, or a word no list has."""
    if head is None or (selling and head.penalty >= _DOUBTFUL):
        head = _told_otherwise(reading, lexicon) or head
    if not open_vocabulary:
        return head
    if selling:
        return sold_products.or_unknown(head, reading, lexicon)
    return _or_unknown(head, reading, lexicon)


def _or_unknown(head: Candidate | None, reading: Reading, lexicon: Lexicon) -> Candidate | None:
    """An unknown noun is the product when no known one is, or only as what the noun is for."""
    if head is not None and head.penalty < _GOVERNED:
        return head
    if _is_gift(reading, lexicon):
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

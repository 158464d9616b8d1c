"""Brands a text names, and the devices or vehicles a part must fit."""

import re

from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.reading import Finding, Reading

_REACH = 6
_BEFORE_PRODUCT = re.compile(r"(?:'s)? ?\x00| [a-z0-9-]+(?: [a-z0-9-]+)? \x00")
MOTORCYCLES = frozenset({"harley", "harley davidson", "ducati", "ktm", "kawasaki"})
"""Makes that build motorcycles above all."""
_CUE = re.compile(
    r"\b(?:for|fits?|fitting|compatible with|to fit|works with|work with|that fit|"
    r"goes on|replacement for|on)(?: (?:a|an|the|my|our|his|her|your|both|"
    r"use with))*\s$"
)
_FIT = re.compile(
    r"\b(?:for|fits?|fitting|compatible with|works with|work with|goes on|goes in|"
    r"in|on)\s(?:a |an |the |my |our |his |her |your )*(?=[\w'])"
)
_BRAND_CUE = re.compile(
    r"(?:\b(?:by|from|only|brand|brands|prefer|preferably|ideally|either|want|love|"
    r"like|just|name brand|not|no|never|avoid|except|than|anything but|drop the|or|"
    r"and|maybe|something|anything|get|a|an|me|my|with|is|it's|make)\s|[,/&]\s?|^)$"
)
_OFF = re.compile(r"\b(?:off|from|out of)(?: of)?(?: (?:a|an|the|my|our|his|her))*\s$")
_APART = re.compile(r"[,.;:!\n]")
NO_BRAND = re.compile(
    r"\b(?:giv(?:e|ing)|take|taking|throw(?:ing)?|put(?:ting)?)(?: \w+)? $|"
    r"\b(?:gift|present|something|surprise)s? for (?:my|our|his|her|their|the|a) $"
)
"""In "giving away" the verb's second half is no maker."""
_JOINT = re.compile(
    r"^(?:'s)?\s?(?:,|\bor\b|\band\b|/|&|\bbrand\b|$|\.|\binstead\b|\bonly\b|"
    r"\bones?\b|\bpreferred\b|\bpreferably\b|\x00|\bis\b|\bplease\b|;|!|\bif\b|"
    r"\bbut\b|\bunder\b|\bfor\b|\d)"
)


def read_long_brands(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims brands of several words, which no product name inside them may tear apart."""
    return reading.claim(
        Finding("brand", name, start, end)
        for name, start, end in reading.look_up(lexicon.brands)
        if " " in reading.text[start:end].strip()
        and not _tells_product(reading.text[start:end], lexicon)
    )


def _tells_product(name: str, lexicon: Lexicon) -> bool:
    return lexicon.lines.get(name) is not None or lexicon.implied.get(name) is not None


def read_brands(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims brand names; a brand that is also an everyday word must stand where a brand stands."""
    found: list[Finding] = []
    for name, start, end in reading.look_up(lexicon.brands):
        word = reading.text[start:end].removesuffix("'s")
        if word in lexicon.ambiguous and not _stands_as_brand(reading, start, end, lexicon):
            continue
        found.append(Finding("brand", name, start, end))
    return reading.claim(found)


def _stands_as_brand(reading: Reading, start: int, end: int, lexicon: Lexicon) -> bool:
    """Next to the product, or in a list or after a word that introduces brands."""
    after = reading.rest[end : end + 14]
    if NO_BRAND.search(reading.text[max(0, start - 20) : start]):
        return False
    if _BEFORE_PRODUCT.match(reading.rest, end):
        return True
    if reading.text[start:end] in lexicon.places:
        return False
    before = reading.rest[max(0, start - 16) : start]
    return bool(_BRAND_CUE.search(before) and _JOINT.match(after))


def read_vehicle(reading: Reading, lexicon: Lexicon, *, is_part: bool) -> Reading:
    """Claims "2015 honda civic": for a part what it must fit, else the vehicle itself."""
    found: list[Finding] = []
    for _, start, end in (
        *reading.look_up(lexicon.makes),
        *reading.look_up(lexicon.vehicle_models),
    ):
        left = _year_before(reading, start)
        index = reading.index_at(end)
        right = _names_after(reading, index, end, lexicon)
        before = reading.text[max(0, left - 30) : left]
        governed = bool(_CUE.search(before) or _OFF.search(before))
        if is_part or governed:
            found.append(Finding("compatibility", reading.text[left:right], left, right))
        elif left < start or (right > end and lexicon.makes.get(reading.text[start:end])):
            if left < start:
                found.append(Finding("year", reading.text[left:start].strip(), left, start))
            found.append(Finding("vehicle", reading.text[start:end], start, end))
            if right > end:
                found.append(Finding("vehicle_model", reading.text[end:right].strip(), end, right))
    return reading.claim(found)


def is_vehicle_sold(reading: Reading, head: Candidate | None, lexicon: Lexicon) -> bool:
    """Whether "2009 subaru outback, new timing belt" is about the car, not about ``head``.

    A product that follows the vehicle in the same clause is a part of one.
    """
    for _, start, end in reading.look_up(lexicon.makes):
        left = _year_before(reading, start)
        right = _names_after(reading, reading.index_at(end), end, lexicon)
        modelled = lexicon.vehicle_models.get(reading.text[end:right].strip()) is not None
        governed = _CUE.search(reading.text[max(0, left - 30) : left]) or _OFF.search(
            reading.text[max(0, left - 30) : left]
        )
        if governed or (left == start and not modelled):
            continue
        if head is None or _APART.search(reading.text[right : max(right, head.start)]):
            return True
    return False


def _year_before(reading: Reading, start: int) -> int:
    match = re.search(
        r"(?:(?:19|20)\d{2}|'\d{2}|\b\d{2})(?:\s?-\s?\d{2,4})?\s$",
        reading.text[max(0, start - 12) : start],
    )
    return start if match is None else start - len(match.group())


def _names_after(reading: Reading, index: int, end: int, lexicon: Lexicon) -> int:
    for token in reading.tokens[index : index + 3]:
        if not _is_name(token, reading, lexicon):
            break
        end = token.end
    return end


def _is_name(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    word = token.text
    if lexicon.vehicle_models.get(word) is not None:
        return True
    coded = word[0].isalpha() and any(c.isdigit() for c in word)
    return coded and reading.is_free(token.start, token.end)


def vehicle_part(name: str) -> ProductType:
    """The type of an unknown part of a vehicle."""
    return ProductType(name, "auto_tools_garden", Need.FITTED, ("compatibility", "size", "price"))


def read_fit(reading: Reading, lexicon: Lexicon, product_end: int) -> Reading:
    """Claims what follows "for", "fits" or "compatible with" a part, as typed."""
    match = next((m for m in _FIT.finditer(reading.text) if m.start() >= product_end - 1), None)
    if match is None:
        return reading
    start = end = match.end()
    for count, token in enumerate(reading.tokens[reading.index_at(start) :]):
        stop = token.text in lexicon.grammar.stopwords and token.text not in {"series", "size"}
        if count >= _REACH or stop or not token.text[0].isalnum():
            break
        end = token.end
    if end == start:
        return reading
    if not reading.is_free(start, end) or not any(c.isalpha() for c in reading.text[start:end]):
        return reading
    return reading.claim([Finding("compatibility", reading.text[start:end], start, end)])

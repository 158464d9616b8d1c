"""Clarifying questions and the answers offered with them."""

import itertools
import math
import re
from collections.abc import Iterable
from typing import Any

from talknshop.language.base import Assessment, Dialogue, Question
from talknshop.language.phrasebook import HOME, phrasebook_of
from talknshop.language.rules.detection import OTHER
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.sufficiency import is_known
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, NamedCount, PriceFacet

_MOST = 4
_OFFERED = _MOST - 1
"""Suggestions beside "no preference"."""
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "CAD": "CA$", "AUD": "A$", "JPY": "¥"}
_STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
_ESSENTIAL = frozenset({"product_type", "compatibility", "theme"})
"""Slots without which a search finds the wrong things, whatever else would narrow it."""
_USELESS = 0.3
"""Bits of information under which an answer would hardly narrow anything."""
_NEARLY = 0.5
"""Bits by which facets may differ and still count as telling the same."""
_ASKABLE = frozenset(
    {
        *("size", "gender", "color", "material", "style", "screen_size", "storage", "ram"),
        *("capacity", "seats", "flavor", "connectivity"),
    }
)
"""Attributes of products that a shopper can answer for; others tell more than anybody knows."""
_DESCRIBED = 300
"""Products whose attributes the catalogue counts."""
_FEWEST = 2
_SIGN_BEHIND = frozenset({"es", "de"})
_FIGURE = re.compile(r"(?P<n>\d[\d,]*(?:\.\d+)?)[ -]?(?P<unit>[a-zA-Z]*)")
_LARGER = {"TB": 1000}
_LAST_RESORT = ("price", "brand", "features", "condition")


def ask_question(
    requirement: Requirement,
    assessment: Assessment,
    facets: Facets,
    lexicon: Lexicon,
    dialogue: Dialogue,
) -> Question:
    """One question for the slot that narrows most; in the language of ``dialogue.locale``."""
    language = dialogue.locale
    slot = choose_slot(requirement, assessment, facets, dialogue.declined)
    wordings: list[str] = lexicon.say(language, "question", slot)
    wordings = wordings or lexicon.say(language, "question", "other")
    name = requirement.product_type
    index = (len(name or "") + dialogue.clarification_count) % len(wordings)
    called = phrasebook_of(language).name(name or "")
    text = wordings[index].format(product=f"the {called}" if called else "it")
    suggestions = _from_facets(slot, facets, lexicon, language)
    suggestions = suggestions or _from_messages(slot, requirement, lexicon, language)
    context = _context(requirement, assessment, lexicon, language)
    return Question(text, slot, tuple(suggestions[:_MOST]), context)


def _context(
    requirement: Requirement, assessment: Assessment, lexicon: Lexicon, language: str
) -> str | None:
    """Why there is a question; to whom a language is spoken that is not read, that first."""
    if language == OTHER:
        return str(lexicon.say(language, "other_language", "question"))
    if not assessment.reason or language == HOME:
        return assessment.reason or None
    name = requirement.product_type
    fits = "compatibility" in assessment.ask_about
    kind = "nothing" if name is None else "must_fit" if fits else "wide"
    wording = str(lexicon.say(language, "context", kind))
    return wording.format(product=phrasebook_of(language).name(name or ""))


def choose_slot(
    requirement: Requirement, assessment: Assessment, facets: Facets, declined: Iterable[str] = ()
) -> str:
    """The useful slot whose answer tells most about the products there are.

    How much an answer tells is the entropy of the answers that can be offered, in bits, times the
    share of products the facet knows. Facets that tell about as much as the best keep the order of
    the assessment. Slots without a facet come behind those, before facets that tell nothing.
    """
    if requirement.product_type is None and "product_type" not in assessment.ask_about:
        return "product_type"
    refused = set(declined)
    useful = dict.fromkeys([*assessment.ask_about, *_told_by_facets(facets)])
    open_slots = [s for s in useful if not is_known(requirement, s) and s not in refused]
    if not assessment.ask_about:
        open_slots = []
    if not open_slots:
        left = [s for s in _LAST_RESORT if not is_known(requirement, s) and s not in refused]
        return left[0] if left else "features"
    if open_slots[0] in _ESSENTIAL or facets.total_count == 0:
        return open_slots[0]
    told = {slot: information(slot, facets) for slot in open_slots}
    best = max((bits for bits in told.values() if bits is not None), default=0.0)
    if best >= _USELESS:
        return next(s for s in open_slots if (told[s] or 0.0) >= max(best - _NEARLY, _USELESS))
    return next((slot for slot in open_slots if told[slot] is None), open_slots[0])


def information(slot: str, facets: Facets) -> float | None:
    """Bits the answer for a slot would tell; None where no facet knows the slot."""
    if slot == "price":
        return _spread(facets.price, facets.total_count)
    values = {"brand": facets.brands, "condition": facets.conditions}.get(slot)
    asked = facets.total_count
    if values is None:
        values = _attribute(slot, facets)
        asked = min(asked, _DESCRIBED)
    if values is None:
        return None
    every = sorted((value.count for value in values if value.count > 0), reverse=True)
    told = sum(every)
    # Only a few answers are offered; all others are one answer more.
    counts = [*every[:_OFFERED], *([sum(every[_OFFERED:])] if len(every) > _OFFERED else [])]
    total = max(asked, told)
    if not told or not total:
        return 0.0
    entropy = -sum(count / told * math.log2(count / told) for count in counts)
    return entropy * told / total


def _attribute(slot: str, facets: Facets) -> list[NamedCount] | None:
    """The values of the attribute facet that tells a slot."""
    if slot not in _ASKABLE:
        return None
    return next((one.values for one in facets.attributes if _slot_of(one.name) == slot), None)


def _told_by_facets(facets: Facets) -> list[str]:
    """Slots that attribute facets tell and a shopper would answer for, most products first."""
    slots = (_slot_of(facet.name) for facet in facets.attributes)
    return [slot for slot in slots if slot in _ASKABLE]


def _slot_of(name: str) -> str:
    return "_".join(name.casefold().split())


def _spread(price: PriceFacet | None, total: int) -> float:
    """Prices split at their quantiles: equal quantiles leave less to choose between."""
    if price is None or not price.count:
        return 0.0
    bounds = len(set(price.quantiles)) - (price.min in price.quantiles)
    share = price.count / max(total, price.count)
    return share * math.log2(max(bounds, 0) + 1)


def _from_facets(slot: str, facets: Facets, lexicon: Lexicon, language: str) -> list[str]:
    if slot == "price" and facets.price is not None:
        return price_suggestions(facets.price, lexicon.messages, language)
    none = str(lexicon.say(language, "suggestion", "none"))
    if slot == "brand" and facets.brands:
        return [*(brand.name for brand in facets.brands[:_OFFERED]), none]
    if slot == "condition" and facets.conditions:
        names = [c.name for c in facets.conditions[:_MOST]]
        return [str(lexicon.say(language, "suggestion", name) or name) for name in names]
    values = _attribute(slot, facets) or []
    offered = sorted((value.name for value in values[:_OFFERED]), key=_by_figure)
    if len(offered) < _FEWEST:
        return []
    book = phrasebook_of(language)
    names = [book.name(name) for name in offered]
    return [*(f"{name[:1].upper()}{name[1:]}" for name in names), none]


def _by_figure(value: str) -> tuple[bool, float]:
    """Sizes in their order, in front of names in the order they have."""
    figure = _FIGURE.search(value)
    thousands = _LARGER.get(figure["unit"].upper(), 1) if figure else 1
    return (figure is None, float(figure["n"].replace(",", "")) * thousands if figure else 0.0)


def _from_messages(
    slot: str, requirement: Requirement, lexicon: Lexicon, language: str
) -> list[str]:
    data: dict[str, Any] = lexicon.messages.get(language, lexicon.messages["en"])
    product = lexicon.product(requirement.product_type)
    if product is not None:
        groups = (
            data.get("type", {}).get(product.name),
            data.get("department", {}).get(product.department),
        )
        for group in groups:
            if group and slot in group:
                return list(group[slot])
    return list(data["answers"].get(slot, [data["suggestion"]["none"]]))


def price_suggestions(
    facet: PriceFacet, messages: dict[str, dict[str, Any]], language: str = "en"
) -> list[str]:
    """Says "Under $500", "$500 to $900", "Over $900"; the bounds are rounded quantiles."""
    words = messages.get(language, messages["en"])["suggestion"]
    sign = _SIGNS.get(facet.currency, facet.currency)
    before = language not in _SIGN_BEHIND and facet.currency in _SIGNS
    bounds = sorted({rounded(q) for q in facet.quantiles if q > 0})
    bounds = bounds[:: len(bounds) - 1] if len(bounds) > 2 else bounds  # noqa: PLR2004 - lower and upper
    if not bounds:
        return [words["none"]]

    def say(amount: float) -> str:
        figure = f"{amount:,.0f}"
        if language in _SIGN_BEHIND:
            figure = figure.replace(",", ".")
        return f"{sign}{figure}" if before else f"{figure} {sign}"

    middle = [
        words["between"].format(low=say(low), high=say(high))
        for low, high in itertools.pairwise(bounds)
    ]
    ends = words["under"].format(high=say(bounds[0])), words["over"].format(low=say(bounds[-1]))
    return [ends[0], *middle, ends[1], words["none"]]


def rounded(amount: float) -> float:
    """The nearest figure a person would say: steps of a tenth to a fifth of the amount."""
    step = max((s for s in _STEPS if s <= amount / 5), default=1)
    return max(step, round(amount / step) * step)

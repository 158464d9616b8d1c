"""Whether a requirement suffices for a search, and what would help most."""

from talknshop.language.base import Assessment
from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.schemas.requirement import Requirement

_GIFT = "gift"
"""No product of its own: it needs an interest beside the person or the occasion."""
_FIT_SLOTS = frozenset({"compatibility", "size", "dimensions", "model"})
_LOOSE_PARTS = frozenset({"battery", "part", "attachment", "wheel", "remote"})
_OF_MODELS = frozenset({"auto_tools_garden", "electronics"})
"""Departments whose devices take parts of their own."""
_GIFT_TOPICS = frozenset({"theme", "topic", "use_case", "features", "style", "material"})
_SURE, _LIKELY = 0.9, 0.7


def assess_requirement(requirement: Requirement, lexicon: Lexicon) -> Assessment:
    """Judges by the rules of the product: bare considered purchases and loose parts do not do."""
    name = requirement.product_type
    if name is None or name == _GIFT:
        return _without_product(requirement)
    product = lexicon.product(name) or by_last_word(name, lexicon)
    need = product.need if product else Need.SIMPLE
    if need is Need.SIMPLE and _is_of_device(name, requirement, lexicon):
        need = Need.FITTED
    if need is Need.FITTED and not _tells_fit(requirement, lexicon):
        return Assessment(
            sufficient=False,
            reason=f"A {requirement.product_type} must fit, and what it must fit is not known.",
            confidence=_SURE,
            ask_about=("compatibility", "size"),
        )
    if need is Need.CONSIDERED and not _is_narrowed(requirement):
        return Assessment(
            sufficient=False,
            reason=f"“{requirement.product_type}” alone leaves a wide choice.",
            confidence=_SURE,
            ask_about=_useful(requirement, product),
        )
    return Assessment(
        sufficient=True, reason="The product is known well enough to search.", confidence=_LIKELY
    )


def _tells_fit(requirement: Requirement, lexicon: Lexicon) -> bool:
    """Whether it is known what a part must fit; "a laptop" alone is not enough."""
    told = requirement.attributes
    if _FIT_SLOTS - {"compatibility"} & told.keys():
        return True
    device = told.get("compatibility")
    return device is not None and (not isinstance(device, str) or lexicon.product(device) is None)


def _is_of_device(name: str, requirement: Requirement, lexicon: Lexicon) -> bool:
    """Whether a part is wanted for a kind of device whose models differ: "battery for a drill"."""
    parts = lexicon.grammar.fitted_heads | _LOOSE_PARTS
    device = requirement.attributes.get("suitable_for")
    if name.rsplit(maxsplit=1)[-1] not in parts or not isinstance(device, str):
        return False
    kind = lexicon.product(device) or by_last_word(device, lexicon)
    return kind is not None and (kind.need is not Need.SIMPLE or kind.department in _OF_MODELS)


def by_last_word(name: str, lexicon: Lexicon) -> ProductType | None:
    """The type a compound of unknown words ends in: a "floral dress" is a dress."""
    words = name.split()
    for first in range(1, len(words)):
        found = lexicon.product(" ".join(words[first:]))
        if found is not None:
            return found
    return None


def _without_product(requirement: Requirement) -> Assessment:
    told = requirement.attributes.keys()
    people = {"recipient", "occasion", "age", "gender"} & told
    topics = _GIFT_TOPICS & told
    if topics and (people or requirement.product_type == _GIFT):
        return Assessment(
            sufficient=True,
            reason="A gift with a known interest can be searched for.",
            confidence=_LIKELY,
        )
    asks = ["product_type"]
    if people:
        asks += [slot for slot in ("theme", "occasion", "recipient") if slot not in told]
    if requirement.price is None:
        asks.append("price")
    return Assessment(
        sufficient=False,
        reason="What to look for is not known yet.",
        confidence=_SURE,
        ask_about=tuple(asks),
    )


def _is_narrowed(requirement: Requirement) -> bool:
    return bool(
        requirement.price
        or requirement.brand_preferences
        or requirement.brands_excluded
        or requirement.exclude
        or requirement.attributes
    )


def _useful(requirement: Requirement, product: ProductType | None) -> tuple[str, ...]:
    asks = product.asks if product else ("price", "brand", "features")
    return tuple(slot for slot in asks if not is_known(requirement, slot))


def is_known(requirement: Requirement, slot: str) -> bool:
    """Whether the requirement already tells the slot."""
    if slot == "product_type":
        return requirement.product_type is not None
    if slot == "price":
        return requirement.price is not None
    if slot == "brand":
        return bool(requirement.brand_preferences)
    if slot == "condition":
        return requirement.condition is not None
    return slot in requirement.attributes

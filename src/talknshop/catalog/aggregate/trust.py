"""Reasons to look twice at an offer; each is read off its own record, none is a verdict."""

import re
from collections.abc import Iterator

from talknshop.catalog.item_measures import read_figures, same_values
from talknshop.catalog.item_words import load_item_words
from talknshop.catalog.records import Candidate
from talknshop.catalog.usual_price import UsualPrice
from talknshop.schemas.enums import Condition
from talknshop.schemas.product import Doubt, DoubtCode, DoubtReason, ProductResult

_NOT_WHOLE = re.compile(
    r"\b(?:(?:empty )?box only|empty box|manual only|(?:photo|picture|poster|replica) of|"
    r"no (?:charger|battery|screen|motherboard) and|shell only|dummy (?:phone|model)|"
    r"display model only)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:for parts|parts only|not working|does(?:n'?t| not) (?:work|turn on|power on)|broken|"
    r"cracked|faulty|defective|icloud locked|as[ -]is)\b",
    re.IGNORECASE,
)
_SOUND = frozenset({Condition.NEW, Condition.LIKE_NEW, Condition.REFURBISHED})

_STORAGE = ("storage", "storage capacity", "hard drive size", "internal storage", "ssd capacity")
_SCREEN = ("screen size", "display size")
_LEAST_STORAGE_GB = 64
"""Smaller figures in a title are mostly the memory's."""

_FEEDBACK_COUNT = "seller_feedback_score"


def find_doubts(
    product: ProductResult, candidate: Candidate, usual: UsualPrice | None
) -> list[Doubt]:
    """What speaks against taking a record at its word.

    Args:
        product: As its source describes it.
        candidate: The same as it is judged.
        usual: What comparable products cost, when that is known.
    """
    return [*_price(candidate, usual), *_seller(product), *_title(product)]


def _price(candidate: Candidate, usual: UsualPrice | None) -> Iterator[Doubt]:
    if usual is not None and usual.doubts(candidate):
        yield Doubt(
            reason=DoubtReason.PRICE_FAR_BELOW,
            message="It costs far less than comparable products.",
            code=DoubtCode.PRICE_FAR_BELOW,
        )


def _seller(product: ProductResult) -> Iterator[Doubt]:
    if product.attributes.get(_FEEDBACK_COUNT) == "0":
        yield Doubt(
            reason=DoubtReason.SELLER_WITHOUT_RECORD,
            message="Nobody has rated its seller yet.",
            code=DoubtCode.SELLER_WITHOUT_RECORD,
        )


def _title(product: ProductResult) -> Iterator[Doubt]:
    if said := _NOT_WHOLE.search(product.title):
        yield Doubt(
            reason=DoubtReason.NOT_THE_WHOLE_ITEM,
            message=f"Its title says “{said[0]}”.",
            code=DoubtCode.TITLE_SAYS,
            values={"said": said[0]},
        )
    elif product.condition in _SOUND and (said := _BROKEN.search(product.title)):
        yield Doubt(
            reason=DoubtReason.TITLE_CONTRADICTS,
            message=f"Its title says “{said[0]}”, and it is offered as {_named(product)}.",
            code=DoubtCode.TITLE_SAYS_UNSOUND,
            values={"said": said[0], "condition": str(product.condition)},
        )
    for names, dimension, least in ((_STORAGE, "gb", _LEAST_STORAGE_GB), (_SCREEN, "inch", 0)):
        stated = _stated(product, names)
        detailed = [one for one in _figures(stated or "", dimension) if one >= least]
        # Few records have such details, so that few titles need to be read.
        told = _figures(product.title, dimension) if detailed else []
        told = [one for one in told if one >= least]
        if told and not same_values(told, detailed):
            yield Doubt(
                reason=DoubtReason.TITLE_CONTRADICTS,
                message=f"Its details say {stated}, and its title says something else.",
                code=DoubtCode.DETAILS_SAY_OTHERWISE,
                values={"stated": str(stated)},
            )


def _stated(product: ProductResult, names: tuple[str, ...]) -> str | None:
    details = {name.casefold(): value for name, value in product.attributes.items()}
    return next((details[name] for name in names if name in details), None)


def _figures(text: str, dimension: str) -> list[float]:
    if not text:
        return []
    folded = text.casefold().replace('"', " inch ")
    return read_figures(folded, load_item_words()).numbers.get(dimension, [])


def _named(product: ProductResult) -> str:
    return str(product.condition).replace("_", " ")

"""What a seller tells about the item in sentences of their own, and how it gets to its buyer."""

import re

from talknshop.schemas.enums import ShippingOption

_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\d)[^.!?;\n]+)*[.!?;]*")
_FEWEST_WORDS, _LONGEST = 3, 400
_PICKUP = re.compile(
    r"\b(?:pick ?-?ups?|picked up|pick (?:it|them) up|collect(?:ion|ed)?|local only|cash only|"
    r"meet ?up|no shipping|abholung|selbstabholer|abzuholen|abholen|recogida|recoger|"
    r"en mano)\b"
)
_SHIPPING = re.compile(
    r"(?<!no )(?<!not )(?<!without )(?<!won't )(?<!don't )(?<!can't )"
    r"\b(?:ship(?:s|ping|ped)?|postage|mail(?:ed)?|delivery|deliver|versand|verschicken|"
    r"envío|envio|enviar)\b"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text as they were typed; questions and scraps are none."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [
        each
        for each in found
        if not each.endswith("?") and len(each) <= _LONGEST and len(each.split()) >= _FEWEST_WORDS
    ]


def shipping_told(text: str) -> tuple[ShippingOption, ...]:
    """How an item gets to its buyer, by a text in lower case; empty where it does not say."""
    found: list[ShippingOption] = []
    if _PICKUP.search(text):
        found.append(ShippingOption.LOCAL_PICKUP)
    if _SHIPPING.search(text):
        found.append(ShippingOption.SHIPPING)
    return tuple(found)

"""What a turn wants of listings that were put up before, read by rules."""

import re

from talknshop.language.base import Dialogue, Flow
from talknshop.language.listing_requests import ListingAction, ListingRequest
from talknshop.language.rules.asking import changed_price
from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.intents import Patterns
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.reading import Reading
from talknshop.language.rules.seller import OFFERS
from talknshop.schemas.enums import Intent

_ASKS = re.compile(
    r"\?|^(?:and |so |ok |hey |please )*(?:did|has|have|is|are|was|were|does|do|how|what|when|"
    r"where|why|any)\b"
)
_SOLD = re.compile(
    r"\b(?:mark|set|flag|report|markier\w*|marca) .{0,40}\b(?:sold|verkauft|vendid[oa])\b"
    r"|\b(?:i|we)(?:'ve| have)?(?: just| already| now)* sold\b"
    r"|\b(?:it|they|that|(?:my|the|our) .{1,40}?)"
    r"(?:'s| is| was| has| has been| got| just| already)* (?:sold|verkauft)\b"
    r"|\b(?:someone|somebody|a friend|a neighbou?r|they|he|she) (?:has |just |already )*bought "
    r"(?:it|my|the|them)\b"
    r"|\b(?:ich|wir) (?:habe|haben) .{0,40}\bverkauft\b|\b(?:vendí|vendi|hemos vendido|he vendido|"
    r"se vendió|se ha vendido)\b"
)
_WITHDRAW = re.compile(
    r"\b(?:take|pull|get|bring|nimm|nehmt|nehmen) (?:[^\W\d][\w'-]* ){0,6}?"
    r"(?:down|off(?! my hands)|offline|runter|runner|herunter|raus|weg)\b"
    r"|\b(?:remove|delete|withdraw|unlist|delist|unpublish|deactivate|pull|end|close|lösch\w*|"
    r"entfern\w*|quita|retira|elimina|borra|saca|baja) (?:it|them|that|this|my|the|our)\b"
    r"(?! (?:price|photo|picture|title|description|filter|brand|limit))"
)
_REPRICE = re.compile(
    r"\b(?:change|set|lower|drop|raise|reduce|cut|increase|update|bump|put|make|änder\w*|senk\w*|"
    r"setz\w*|erhöh\w*|cambia|baja|sube|reduce|pon) (?:[\w'-]+ ){0,8}?price\b"
    r"|\bprice\b.{0,40}\b(?:to|at|be|auf|a)\b"
    r"|\b(?:lower|drop|raise|reduce|mark) (?:[\w'-]+ ){1,5}?(?:down )?to\b"
    r"|\b(?:make|set|put) (?:it|that|them) (?:for |at |to )?[$€£]?\d"
    r"|\b(?:knock|take|shave|get) [$€£]?\d[\w.,%]*(?: \w+)? off\b"
)
_LISTING = re.compile(
    r"\b(?:listing|ad|advert|anzeige|inserat|anuncio|publicación|publicacion)[se]?n?\b"
)
_ORDERED = re.compile(
    r"\b(?:order(?:ed|s)?|package|parcel|delivery|delivered|shipment|ship(?:ped)?|refund(?:ed)?|"
    r"arrived?|payout|purchase[ds]?|bought|bestellung|paket|pedido|paquete)\b"
)
_CUES = frozenset(
    re.findall(
        r"\S+",
        """
    take taken pull get bring down off offline remove delete withdraw unlist delist unpublish
    deactivate end close mark set flag report sold sell sale change lower drop raise reduce cut
    increase update bump put make price listing listings ad ads advert post posts posted listed
    offer offers item items thing things stuff status doing going news views please now just
    already someone somebody friend bought buyer again still yet new up live check tell about much
    many how what when where is are was it its it's that this these those they them my mine our the
    a an to on in at of for from and or so ok hey hi i i've we we've you me can could would has
    have been got did does do as with instead thanks any anyone everywhere
        """,
    )
)
"""Words that tell what is to be done rather than with which listing."""
_ANY_PRICE = 1000.0
"""Stands for the price there is: only whether a step from it is told matters here."""
_NAMING = frozenset({"product", "product_type", "line", "brand", "brands", "vehicle_model"})
_WORD = re.compile(r"[^\W\d_][\w'-]*")


def read_listing_request(
    text: str, wish: Wish, dialogue: Dialogue, patterns: Patterns
) -> ListingRequest | None:
    """What a normalised text wants of listings that are up; None when nothing.

    While a draft is talked about, "it" is the draft, and so is what has its name.
    """
    action = _action(text, patterns)
    if action is None:
        return None
    reading = wish.reading
    names, hints = _names(reading)
    if _is_about_draft(action, names, dialogue):
        return None
    if action is ListingAction.REPRICE and not _tells_price(text, wish):
        return None
    places = (str(f.value) for f in reading.of("marketplace") if not f.negated)
    return ListingRequest(action, names, hints, tuple(dict.fromkeys(places)))


def _action(text: str, patterns: Patterns) -> ListingAction | None:
    asks = _ASKS.search(text) is not None
    if not asks and OFFERS.search(text) is None:
        if _SOLD.search(text):
            return ListingAction.SOLD
        if _REPRICE.search(text):
            return ListingAction.REPRICE
        if _WITHDRAW.search(text):
            return ListingAction.WITHDRAW
    told = patterns.tells(Intent.ORDER_OR_LISTING_STATUS, text)
    told = told or (asks and _LISTING.search(text) is not None)
    return ListingAction.STATUS if told and not _ORDERED.search(text) else None


def _names(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that name the item, and others that may."""
    taken = [(f.start, f.end) for f in (*reading.of("marketplace"), *reading.of("price"))]
    naming = [(f.start, f.end) for f in reading.findings if f.slot in _NAMING]
    words = [
        token
        for token in reading.tokens
        if _WORD.fullmatch(token.text) and token.text not in _CUES and not _within(token, taken)
    ]
    names = tuple(token.text for token in words if _within(token, naming))
    return names, tuple(token.text for token in words if not _within(token, naming))


def _tells_price(text: str, wish: Wish) -> bool:
    asked = wish.asked is not None and wish.asked.price is not None
    return asked or changed_price(text, _ANY_PRICE) is not None


def _within(token: Token, spans: list[tuple[int, int]]) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _is_about_draft(action: ListingAction, names: tuple[str, ...], dialogue: Dialogue) -> bool:
    draft = dialogue.listing
    if action is ListingAction.STATUS or draft is None or dialogue.flow is not Flow.SELL:
        return False
    called = " ".join(part for part in (draft.product, draft.brand, draft.model) if part).lower()
    return not names or any(name in called.split() for name in names)

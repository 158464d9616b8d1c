"""Folding what a seller says into the listing draft."""

import re

from talknshop.language.base import Dialogue, ListingUpdate, Turn
from talknshop.language.rules.asking import Asked, changed_price, read_asked
from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.capitals import proper_words
from talknshop.language.rules.item_condition import read_item_condition
from talknshop.language.rules.item_details import item_attributes
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.places import find_location
from talknshop.language.rules.prohibited import prohibited
from talknshop.language.rules.reading import Finding, Reading
from talknshop.language.rules.wish import read_wish
from talknshop.schemas.enums import Condition
from talknshop.schemas.listing import ListingDraft

_PLACES = ("ebay", "craigslist", "facebook", "poshmark")
_MODEL = re.compile(r"[a-z0-9][\w.-]*")
_CODE = re.compile(r"\b[a-z]{1,4}-?[a-z]?\d{2,4}[a-z]{0,2}\b")
_ADDS = re.compile(r"\b(?:add|also|too|plus|as well)\b")
_SUM_TAKEN = frozenset({"take", "accept", "do", "let", "down"})
_PRONOUN = re.compile(r"\b(?:one|ones|mine|it|this|that|them)\b")
OFFERS = re.compile(
    r"\b(?:sell|selling|list|offer|offering|get rid of|part with|put up)\b"
    r"(?! (?:it|them|this|that)\b).{0,25}?\b(?:my|our|a|an|another|some|two|also)\b"
)
"""Offers something that has not been spoken of."""
_CORRECTS = re.compile(
    r"(?:\b(?:it's|its|it is|they're|they are|that's|i meant|i mean|make (?:it|that)|"
    r"(?:change|correct) (?:it|that|the \w+) to|should (?:be|say)|actually|rather|instead|sorry)"
    r"(?: actually| really| more of| called)?,?(?: a| an| the| my)?(?: [\w-]+){0,2}|\bno,?) ?$"
)
"""What stands before the right word for the item."""
_NAMES_A_MODEL = 3
_INITIALS = 3


class SellerReader:
    """Reads a seller's turn against the draft so far."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keeps the knowledge; holds no state between turns."""
        self._lexicon = lexicon

    def read(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """The draft after one turn, and which required slots are still unknown."""
        draft = dialogue.listing or ListingDraft()
        refused = prohibited(turn.words, self._lexicon)
        if refused is not None:
            return ListingUpdate(draft, missing(draft), prohibited=refused)
        wish = read_wish(
            turn.words,
            self._lexicon,
            open_vocabulary=draft.product is None,
            selling=True,
            wants_price=dialogue.asked_slot == "price",
        )
        keeps = draft.product is not None and dialogue.asked_slot != "product"
        wish_product = (
            None if keeps and not _corrects(wish.reading) else _as_called(wish, self._lexicon)
        )
        changed = self._changes(wish, turn, dialogue, wish_product)
        merged = {**draft.attributes, **item_attributes(wish, self._lexicon)}
        changed["attributes"] = merged
        updated = draft.model_copy(update=changed)
        return ListingUpdate(updated, missing(updated))

    def _changes(
        self, wish: Wish, turn: Turn, dialogue: Dialogue, product: str | None
    ) -> dict[str, object]:
        """The slots a turn names; what it does not name is not among them."""
        asked = self._asked(wish, dialogue)
        present = dialogue.listing.price if dialogue.listing else None
        price = changed_price(wish.reading.text, present)
        condition = read_item_condition(
            wish, self._lexicon, wanted=dialogue.asked_slot == "condition"
        )
        changed: dict[str, object] = {
            "product": product or _spoken_of(wish, dialogue) or _seen(turn, dialogue),
            "brand": _brand(wish, self._lexicon),
            "model": self._model(wish),
            "price": price or asked.price,
            "currency": asked.currency if price is None else None,
            "condition": Condition(condition) if condition else None,
            "location": find_location(wish.reading, self._lexicon, proper_words(turn.words)),
            "target_marketplaces": self._targets(wish.reading, dialogue) or None,
            "accepts_offers": self._offers(wish.reading, lower=asked.lower_accepted),
        }
        return {slot: value for slot, value in changed.items() if value is not None}

    def _asked(self, wish: Wish, dialogue: Dialogue) -> Asked:
        """What is asked; to a draft on show a bare number answers too."""
        asked = wish.asked or Asked(None, None)
        if dialogue.preview_shown and asked.price is None:
            return read_asked(wish.reading, self._lexicon, wants_price=True)
        return asked

    def _model(self, wish: Wish) -> str | None:
        if "model" in wish.attributes:
            return wish.attributes["model"][0]
        vehicle = next(iter(wish.reading.of("vehicle_model")), None)
        if vehicle is not None:
            return str(vehicle.value)
        makers = (*wish.reading.of("brand"), *(wish.reading.of("product") if wish.brands else ()))
        brand = next(iter(makers), None)
        named = self._model_after(wish.reading, brand) if brand is not None else None
        coded = _CODE.search(wish.reading.rest) if wish.product is not None else None
        line = next((str(f.value) for f in wish.reading.of("line")), None)
        return named or (coded.group() if coded is not None else None) or _of_line(line, wish)

    def _model_after(self, reading: Reading, brand: Finding) -> str | None:
        words: list[str] = []
        end = brand.end
        for token in reading.tokens[reading.index_at(brand.end) :]:
            gap = reading.text[end : token.start].strip(" -'s")
            known = token.text in self._lexicon.grammar.stopwords
            if gap or known or not reading.is_free(token.start, token.end):
                break
            if not _MODEL.fullmatch(token.text) or len(words) >= _NAMES_A_MODEL:
                break
            if self._is_described(token.text):
                break
            words.append(token.text)
            end = token.end
        return " ".join(words) or None

    def _is_described(self, word: str) -> bool:
        """Whether the word describes the item rather than names its model."""
        vague = self._lexicon.phrases["vague"].get(word) is not None
        return vague or word in self._lexicon.product_words

    def _targets(self, reading: Reading, dialogue: Dialogue) -> list[str]:
        """The named marketplaces; with "add" or "also" besides those of the draft."""
        named = self._places(reading)
        present = dialogue.listing.target_marketplaces if dialogue.listing else []
        if named and present and _ADDS.search(reading.text):
            return list(dict.fromkeys([*present, *named]))
        return named

    def _places(self, reading: Reading) -> list[str]:
        named = [f for f in reading.of("marketplace") if f.value in _PLACES]
        denied = {f.value for f in named if f.negated}
        wanted = list(dict.fromkeys(str(f.value) for f in named if not f.negated))
        everywhere = bool(self._lexicon.phrases["everywhere"].find(reading.tokens))
        if denied or (everywhere and not wanted):
            return wanted or [place for place in _PLACES if place not in denied]
        return wanted

    def _offers(self, reading: Reading, *, lower: bool) -> bool | None:
        found = self._lexicon.phrases["offers"].find(reading.tokens)
        meanings = {
            match.value
            for match in found
            # "I'd take 90 for it" names the price, not a lower one.
            if lower or not _SUM_TAKEN & {t.text for t in reading.tokens[match.first : match.last]}
        }
        if "no" in meanings:
            return False
        if "yes" in meanings or lower:
            return True
        return None


def _corrects(reading: Reading) -> bool:
    """Whether a product is named in place of the one before: "it's actually a road bike"."""
    named = (*reading.of("product"), *reading.of("line"))
    return any(_CORRECTS.search(reading.text[: finding.start]) for finding in named)


def _as_called(wish: Wish, lexicon: Lexicon) -> str | None:
    """The product in the seller's own word for it: who sells a couch lists a couch."""
    for finding in wish.reading.of("product"):
        called = lexicon.type_names.get(str(finding.value))
        if called is not None and lexicon.product(called) == wish.product:
            return wish.product_name if called == f"{wish.product_name}s" else called
    return wish.product_name


def missing(draft: ListingDraft) -> tuple[str, ...]:
    """The slots without which nothing can be posted and that are not known yet."""
    required = ("product", "price", "condition")
    return tuple(slot for slot in required if getattr(draft, slot) is None)


def _brand(wish: Wish, lexicon: Lexicon) -> str | None:
    """The named maker; a platform such as PlayStation gives way to the maker of its line."""
    line = " ".join(str(finding.value) for finding in wish.reading.of("line"))
    others = [brand for brand in wish.brands if brand.lower() not in line]
    vehicle = [_make(str(finding.value), lexicon) for finding in wish.reading.of("vehicle")]
    return next(iter([*others, wish.maker, *wish.brands, *vehicle]), None) or next(
        iter([*wish.brands, *vehicle]), None
    )


def _make(name: str, lexicon: Lexicon) -> str:
    """A make as it is written; short ones are initials: BMW, GMC."""
    return lexicon.brands.get(name) or (name.upper() if len(name) <= _INITIALS else name.title())


def _of_line(line: str | None, wish: Wish) -> str | None:
    """The words of a product line that are neither its maker nor the product."""
    if line is None:
        return None
    makers = {w for b in (*wish.brands, wish.maker or "") for w in b.lower().split()}
    known = makers | set((wish.product_name or "").split()) | {"used", "broken", "old"}
    return " ".join(word for word in line.split() if word not in known) or None


def _spoken_of(wish: Wish, dialogue: Dialogue) -> str | None:
    """In "I have an old one to sell" the product is the one just looked for."""
    if dialogue.requirement is None or (dialogue.listing and dialogue.listing.product):
        return None
    return dialogue.requirement.product_type if _PRONOUN.search(wish.reading.text) else None


def _seen(turn: Turn, dialogue: Dialogue) -> str | None:
    """What a picture shows, as long as nothing else is known."""
    name = (turn.image_attributes or {}).get("product_type")
    return name.lower() if isinstance(name, str) and dialogue.listing is None else None

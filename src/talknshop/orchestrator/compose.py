"""Words around slots: the engine writes sentences, the figures come from the records."""

import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import islice
from textwrap import shorten

from talknshop.language.base import RESTART, NamedProduct, ReplyPiece
from talknshop.language.phrasebook import Phrasebook
from talknshop.schemas.enums import ReasonCode
from talknshop.schemas.events import TokenData
from talknshop.schemas.product import ProductResult, RankReason
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Contradiction, SearchResults
from talknshop.schemas.wording import short_title

_SLOT = re.compile(r"\{([a-z_0-9.]+)\}")
_PRODUCTS_IN_TEXT = 3
_MOST_OPTIONS = 6
_LONGEST_OPTION = 60
_ALIKE = 0.7
"""Share of words from which two titles are called nearly the same."""
# A frame goes out when it holds this much, or when its oldest word has waited this long.
_FRAME_CHARACTERS = 200
_FRAME_SECONDS = 0.05


def result_slots(results: SearchResults, book: Phrasebook) -> dict[str, str]:
    """What a reply about ``results`` may be filled with; an unknown fact has no slot.

    Of products that are called nearly the same only the first is spoken of. What only comes near
    has slots of its own, so that no sentence takes it for one that fits.
    """
    slots = {
        "total_count": book.number(results.total_count),
        "matches": book.products(results.total_count),
        "shown_count": book.number(len(results.products)),
        "requirement": book.requirement(results.requirement_spec),
    }
    kind = results.requirement_spec.product_type
    fitting = [product for product in results.products if not product.is_near]
    for number, product in enumerate(_spoken_of(fitting), start=1):
        slots |= _product_slots(f"product_{number}", product, kind, book)
    if results.near_count:
        slots["near"] = book.products(results.near_count)
    nearest = next((product for product in results.products if product.is_near), None)
    if nearest is not None:
        slots |= _product_slots("nearest", nearest, kind, book)
    if results.relaxations:
        slots["relaxation"] = book.relaxation(results.relaxations[0], results.requirement_spec)
    told = [_contradiction(one, results.requirement_spec, book) for one in results.contradictions]
    if told:
        slots["contradiction"] = " ".join(told)
    for excluded in results.excluded:
        slots[f"excluded.{excluded.reason}"] = book.number(excluded.count)
    return slots


def named_products(results: SearchResults | None) -> tuple[NamedProduct, ...]:
    """The products that ``result_slots`` tells of, by name and options; no figure of an offer."""
    products = [] if results is None else _spoken_of(results.products)
    return tuple(
        NamedProduct(
            f"product_{number}", short_title(one.title), one.brand, tuple(_options(one.attributes))
        )
        for number, one in enumerate(products, start=1)
    )


def _options(attributes: Mapping[str, str]) -> list[tuple[str, str]]:
    told = ((name, shorten(value, _LONGEST_OPTION)) for name, value in attributes.items())
    return list(islice(told, _MOST_OPTIONS))


def conflict_slots(
    spec: RequirementSpec, conflicts: Sequence[str], book: Phrasebook
) -> dict[str, str]:
    """What was kept of wishes that exclude each other."""
    kept: list[str] = []
    if "price" in conflicts and spec.price is not None:
        kept.append(book.limits(spec.price))
    if "condition" in conflicts and spec.condition is not None:
        kept.append(book.condition(spec.condition))
    return {"kept": book.listed(kept)} if kept else {}


def _spoken_of(products: Sequence[ProductResult]) -> list[ProductResult]:
    """The first few that differ by more than a colour or a size."""
    chosen: list[ProductResult] = []
    told: list[set[str]] = []
    for product in products:
        words = set(short_title(product.title).casefold().split())
        if not any(len(words & other) >= _ALIKE * len(words | other) for other in told):
            chosen.append(product)
            told.append(words)
        if len(chosen) == _PRODUCTS_IN_TEXT:
            break
    return chosen


def _product_slots(
    prefix: str, product: ProductResult, kind: str, book: Phrasebook
) -> dict[str, str]:
    slots = {f"{prefix}.title": product.title, f"{prefix}.name": short_title(product.title)}
    if product.price is not None:
        slots[f"{prefix}.price"] = book.price(product.price, product.currency)
    if why := book.reasons([one for own in product.reasons if (one := _telling(own, kind))]):
        slots[f"{prefix}.why"] = why
    elif product.why_ranked and not product.reasons:
        slots[f"{prefix}.why"] = _as_phrase(product.why_ranked)
    return slots


def _contradiction(one: Contradiction, spec: RequirementSpec, book: Phrasebook) -> str:
    names = {
        "brand": book.either(spec.brand_preferences) if spec.brand_preferences else "",
        "exclude": book.name(spec.product_type),
    }
    name = names.get(one.reason)
    return book.say("contradiction", one.reason, name=name) if name else one.message


def _telling(reason: RankReason, kind: str) -> RankReason | None:
    """A reason as it is worth saying: that a laptop matches "laptop" is no news."""
    if reason.code is not ReasonCode.MATCHES:
        return reason
    words = [word for word in str(reason.values.get("words")).split(", ") if word != kind]
    return reason.model_copy(update={"values": {"words": ", ".join(words)}}) if words else None


def _as_phrase(line: str) -> str:
    """A line of reasons within a sentence: ``Cheapest; new`` becomes ``cheapest and new``."""
    starts_a_word = line[:1].isupper() and line[1:2].islower()
    phrase = line[:1].lower() + line[1:] if starts_a_word else line
    return phrase.replace("; ", " and ")


def fill(piece: str, slots: Mapping[str, str]) -> str:
    """Replaces the slots of a piece.

    Raises:
        KeyError: The piece names a slot that was not offered.
    """
    return _SLOT.sub(lambda match: slots[match.group(1)], piece)


async def stream_reply(
    pieces: AsyncIterator[ReplyPiece],
    slots: Mapping[str, str],
    message_id: str,
    emit: Callable[[TokenData], None],
    *,
    preface: str = "",
    monotonic: Callable[[], float] = time.monotonic,
) -> str:
    """Sends a reply as tokens while it is composed, and returns it whole.

    Args:
        pieces: What the language engine composes; no slot crosses pieces. After ``RESTART`` what
            was sent before is void, and the next token says so.
        slots: What the pieces may be filled with.
        message_id: Names the message; the same again when a turn is repeated.
        emit: Sends one token event.
        preface: A sentence of the server's own that comes first.
        monotonic: Tells seconds.
    """
    opening = f"{preface} " if preface else ""
    written: list[str] = []
    waiting, since = opening, monotonic()
    begun, restarts = False, False
    async for piece in pieces:
        if piece is RESTART:
            written.clear()
            waiting, restarts = opening, begun
            continue
        waiting += fill(piece, slots)
        if len(waiting) >= _FRAME_CHARACTERS or monotonic() - since >= _FRAME_SECONDS:
            written.append(waiting)
            emit(_token(waiting, message_id, restart=restarts))
            waiting, since = "", monotonic()
            begun, restarts = True, False
    written.append(waiting)
    emit(_token(waiting, message_id, restart=restarts, is_complete=True))
    return "".join(written)


def stream_text(text: str, message_id: str, emit: Callable[[TokenData], None]) -> None:
    """Sends a text that is there already, line by line; nothing in it is a slot."""
    lines = text.splitlines(keepends=True) or [""]
    for number, line in enumerate(lines, start=1):
        emit(_token(line, message_id, restart=False, is_complete=number == len(lines)))


def _token(content: str, message_id: str, *, restart: bool, is_complete: bool = False) -> TokenData:
    return TokenData(
        content=content,
        token=content,
        is_complete=is_complete,
        message_id=message_id,
        restart=restart,
    )

"""Words around slots: the engine writes sentences, the figures come from the records."""

import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from textwrap import shorten

from babel.numbers import format_currency, format_decimal

from talknshop.schemas.events import TokenData
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.schemas.search import SearchResults

_SLOT = re.compile(r"\{([a-z_0-9.]+)\}")
_PRODUCTS_IN_TEXT = 3
_LOCALE = "en_US"
_LONGEST_NAME = 70
# A frame goes out when it holds this much, or when its oldest word has waited this long.
_FRAME_CHARACTERS = 200
_FRAME_SECONDS = 0.05


def format_price(price: float, currency: str) -> str:
    """A price as people write it: ``$999`` when it is whole, ``$999.95`` when not."""
    whole = float(price).is_integer()
    pattern = "¤#,##0" if whole else None
    return format_currency(price, currency, pattern, locale=_LOCALE, currency_digits=not whole)


def describe_requirement(spec: RequirementSpec) -> str:
    """The wish in words, such as ``laptop under $600`` or ``Dell laptop, 16 GB, under $600``."""
    condition = spec.condition.value.replace("_", "-") if spec.condition else ""
    brands = " or ".join(spec.brand_preferences)
    head = " ".join(part for part in (condition, brands, spec.product_type) if part)
    wishes = [v for value in spec.attributes.values() for v in _as_list(value)]
    limits = _describe_limits(spec)
    if spec.price is not None and not wishes:
        head, limits = f"{head} {limits[0]}", limits[1:]
    return ", ".join([head, *wishes, *limits])


def _describe_limits(spec: RequirementSpec) -> list[str]:
    parts: list[str] = []
    if spec.price is not None:
        parts.append(_describe_price(spec.price))
    if spec.rating_min is not None:
        parts.append(f"rated {format_decimal(spec.rating_min, locale=_LOCALE)} or better")
    parts += [f"not {name}" for name in [*spec.brands_excluded, *spec.exclude]]
    return parts


def _describe_price(price: PriceFilter) -> str:
    low = format_price(price.min, price.currency) if price.min is not None else None
    high = format_price(price.max, price.currency) if price.max is not None else None
    if low and high:
        return f"{low} to {high}"
    return f"under {high}" if high else f"over {low}"


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def result_slots(results: SearchResults) -> dict[str, str]:
    """What a reply about ``results`` may be filled with; an unknown fact has no slot."""
    count = format_decimal(results.total_count, locale=_LOCALE)
    slots = {
        "total_count": count,
        "matches": f"{count} product" if results.total_count == 1 else f"{count} products",
        "shown_count": format_decimal(len(results.products), locale=_LOCALE),
        "requirement": describe_requirement(results.requirement_spec),
    }
    for number, product in enumerate(results.products[:_PRODUCTS_IN_TEXT], start=1):
        slots |= _product_slots(f"product_{number}", product)
    for excluded in results.excluded:
        slots[f"excluded.{excluded.reason}"] = format_decimal(excluded.count, locale=_LOCALE)
    return slots


def _product_slots(prefix: str, product: ProductResult) -> dict[str, str]:
    slots = {f"{prefix}.title": product.title, f"{prefix}.name": short_title(product.title)}
    if product.price is not None:
        slots[f"{prefix}.price"] = format_price(product.price, product.currency)
    if product.why_ranked:
        slots[f"{prefix}.why"] = _as_phrase(product.why_ranked)
    return slots


def short_title(title: str) -> str:
    """The name at the head of a title: shops put specifications behind it."""
    name = title.split(",", 1)[0].strip()
    return shorten(name or title, _LONGEST_NAME, placeholder=" …")


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
    pieces: AsyncIterator[str],
    slots: Mapping[str, str],
    message_id: str,
    emit: Callable[[TokenData], None],
    *,
    preface: str = "",
    monotonic: Callable[[], float] = time.monotonic,
) -> str:
    """Sends a reply as tokens while it is composed, and returns it whole.

    Args:
        pieces: What the language engine composes; no slot crosses pieces.
        slots: What the pieces may be filled with.
        message_id: Names the message; the same again when a turn is repeated.
        emit: Sends one token event.
        preface: A sentence of the server's own that comes first.
        monotonic: Tells seconds.
    """
    written: list[str] = []
    waiting = f"{preface} " if preface else ""
    since = monotonic()
    async for piece in pieces:
        waiting += fill(piece, slots)
        if len(waiting) >= _FRAME_CHARACTERS or monotonic() - since >= _FRAME_SECONDS:
            written.append(waiting)
            emit(_token(waiting, message_id))
            waiting, since = "", monotonic()
    written.append(waiting)
    emit(_token(waiting, message_id, is_complete=True))
    return "".join(written)


def _token(content: str, message_id: str, *, is_complete: bool = False) -> TokenData:
    return TokenData(content=content, token=content, is_complete=is_complete, message_id=message_id)
